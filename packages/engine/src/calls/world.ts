import { refusedBuiltins, valueBuiltins } from "../builtins/index.ts";
import { nondeterministicBuiltins } from "../opa/capabilities.ts";

/**
 * Whether the answer of a builtin depends on more than its arguments. Of one that OPA does not have itself, nothing is
 * known: an OPA of somebody's own calls it.
 */
export function dependsOnWorld(name: string): boolean {
  return nondeterministicBuiltins.has(name) || isCustom(name);
}

function isCustom(name: string): boolean {
  return !valueBuiltins.has(name) && !refusedBuiltins.has(name);
}
