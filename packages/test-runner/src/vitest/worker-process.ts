// The process of a worker that is started before there are tests for it: what they will load is loaded by then. Nothing
// of a repository is, and what cannot be loaded here is loaded, or told, when a test needs it.
const [worker = ""] = process.argv.splice(2);
await import(worker);
await Promise.allSettled([
  import("vitest"),
  import("../index.ts"),
  import("../matchers/decisions.ts"),
  import("@bylaw/dsl/admission"),
  import("@bylaw/dsl/envoy"),
  import("@bylaw/dsl/gatekeeper"),
  import("@bylaw/dsl/http"),
  import("@bylaw/dsl/terraform"),
]);
