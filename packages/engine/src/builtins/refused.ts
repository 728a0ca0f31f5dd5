/** Builtins that have no implementation here, each with the reason. */
export const refusedBuiltins: ReadonlyMap<string, string> = new Map([
  ["http.send", "reaches the network: its answer is taken from a record, or is unavailable"],
  ["net.lookup_ip_addr", "reaches the network: its answer is taken from a record, or is unavailable"],
  ["opa.runtime", "tells of the process that runs OPA: its answer is taken from a record, or is unavailable"],
  ["rego.parse_module", "needs OPA's parser, and gives OPA's own syntax tree"],
]);

/** Builtins that OPA's compiler replaces, so that no plan calls them. */
export const compiledAway: ReadonlySet<string> = new Set([
  "assign",
  "print",
  "rego.metadata.chain",
  "rego.metadata.rule",
]);
