import { envoyPolicy } from "@bylaw/dsl/envoy";

const usual = ["", "spiffe://example.org/ns/default/sa/web"];

// Null stands for what is absent: it was taken for a value that is not in the list, and denied.
export default envoyPolicy({
  package: "cases.absent_in_list",
  allow: {
    anything: (input) => input.attributes.request.http.method !== "none",
  },
  deny: {
    "another than usual": (input) => !usual.includes(input.attributes.source.principal ?? ""),
    "another, further in": (input) =>
      !["", "10.0.0.1"].includes(input.attributes.source.address.socketAddress?.address ?? ""),
  },
});
