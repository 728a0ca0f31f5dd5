import { isPlainName } from "../rego/text.ts";

/** Names that the generated module gives to rules, and those of the builtins and packages that it calls. */
const taken: readonly string[] = [
  "abs",
  "allow",
  "allowed_by",
  "array",
  "base64",
  "base64url",
  "bearer_token",
  "business_hours",
  "concat",
  "concerned",
  "count",
  "decision",
  "denied_by",
  "deny",
  "endswith",
  "exact_number",
  "floor",
  "glob",
  "hex",
  "in_cidr",
  "in_domain",
  "indexof",
  "input_is_object",
  "io",
  "is_array",
  "is_boolean",
  "is_ip",
  "is_null",
  "is_number",
  "is_object",
  "is_string",
  "json",
  "lower",
  "malformed",
  "malformed_in_warnings",
  "net",
  "object",
  "optional_number",
  "regex",
  "replace",
  "semver",
  "split",
  "startswith",
  "time",
  "trim_left",
  "trim_right",
  "type_name",
  "urlquery",
  "verified_claims",
  "violation",
  "warn",
];

/** Hands out names, each once. */
export interface Names {
  /** A name close to the wish that nothing else has. */
  fresh(wish: string): string;
  /** Whether a name that the module has given means nothing else here; from here on it is not handed out. */
  keep(name: string): boolean;
  /** A copy for an inner scope, so that siblings may use the same names. */
  inner(): Names;
  /** How many it has handed out. */
  given(): number;
}

/** Names for one module or one rule; `used` are names that must not be given. */
export function createNames(used: Iterable<string> = []): Names {
  return namesBeside(new Set([...taken, ...used]));
}

function namesBeside(given: { has(name: string): boolean }): Names {
  const own = new Map<string, number>();
  const kept = new Set<string>();
  return {
    fresh(wish) {
      const base = regoName(wish);
      let name = base;
      for (let count = 2; own.has(name) || given.has(name); count += 1) name = `${base}_${count}`;
      own.set(name, own.size);
      return name;
    },
    keep(name) {
      if (given.has(name)) return true;
      if (own.has(name)) return kept.has(name);
      own.set(name, own.size);
      kept.add(name);
      return true;
    },
    given: () => own.size,
    inner() {
      // What is handed out from here on is not in the copy; a scope is made for every body, so nothing is copied.
      const { size } = own;
      return namesBeside({ has: (name) => given.has(name) || (own.get(name) ?? size) < size });
    },
  };
}

/** The same names, and a list of what they are asked for and give. */
export function noting(names: Names): {
  readonly names: Names;
  readonly given: readonly (readonly [wish: string, name: string])[];
} {
  const given: (readonly [string, string])[] = [];
  const fresh = (wish: string): string => {
    const name = names.fresh(wish);
    given.push([wish, name]);
    return name;
  };
  return { names: { ...names, fresh }, given };
}

/** `sourceAddress` and `x-custom-auth` as Rego writes them: `source_address`, `x_custom_auth`. */
function regoName(wish: string): string {
  const words = wish
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
  if (words === "") return "value";
  const name = /^[0-9]/.test(words) ? `value_${words}` : words;
  return isPlainName(name) ? name : `${name}_value`;
}
