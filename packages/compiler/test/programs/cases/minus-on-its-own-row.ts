import { envoyPolicy } from "@bylaw/dsl/envoy";

// A negative literal at the beginning of a row was taken for a subtraction from the row above.
export default envoyPolicy({
  package: "cases.minus_on_its_own_row",
  allow: {
    "more than a negative number": (input) => {
      const parts = input.parsed_path.filter((part) => part !== "");
      return -2 < parts.length && 1 > parts.length;
    },
  },
  deny: {
    "less than a negative number": (input) =>
      input.parsed_path.length > 1 && -1 >= input.attributes.request.time.seconds,
  },
});
