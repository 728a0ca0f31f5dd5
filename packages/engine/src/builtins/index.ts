import { aggregateBuiltins } from "./aggregates.ts";
import { type Builtin, onJson, onValues, type ValueBuiltin } from "./builtin.ts";
import { digestBuiltins } from "./digests.ts";
import { encodingBuiltins } from "./encoding.ts";
import { globBuiltins } from "./glob.ts";
import { graphqlBuiltins } from "./graphql/graphql.ts";
import { jsonPathBuiltins } from "./json-paths.ts";
import { jsonSchemaBuiltins } from "./json-schema/json-schema.ts";
import { jsonWebTokenBuiltins } from "./json-web-token.ts";
import { netBuiltins } from "./net.ts";
import { networkBuiltins } from "./networks.ts";
import { numberBuiltins } from "./numbers.ts";
import { objectBuiltins } from "./objects.ts";
import { regexBuiltins } from "./regex.ts";
import { stringBuiltins } from "./strings.ts";
import { timeBuiltins } from "./time.ts";
import { timeTextBuiltins } from "./time-text.ts";
import { tokenBuiltins } from "./tokens.ts";
import { typeBuiltins } from "./types.ts";
import { unitBuiltins } from "./units.ts";
import { uriBuiltins } from "./uri.ts";
import { uuidBuiltins } from "./uuid.ts";
import { versionBuiltins } from "./versions.ts";

export {
  type Builtin,
  type BuiltinContext,
  BuiltinError,
  BuiltinTypeError,
  UnsupportedCall,
  type ValueBuiltin,
} from "./builtin.ts";
export { decodeVerify, type TokenConstraints, type VerifiedToken } from "./json-web-token.ts";
export { cidrContains, isAddress, isCidr } from "./net.ts";
export { clock, weekday } from "./time.ts";
export { isTimeZone } from "./time-zone.ts";

const ofJson: readonly (readonly [string, Builtin])[] = [
  ...timeBuiltins,
  ...netBuiltins,
  ...jsonWebTokenBuiltins,
  ...graphqlBuiltins,
];

/** Families in which it makes no difference whether an argument is a set or an array. */
const alikeOnJson: readonly (readonly [string, ValueBuiltin])[] = [
  ...numberBuiltins,
  ...stringBuiltins,
  ...regexBuiltins,
  ...globBuiltins,
  ...encodingBuiltins,
  ...unitBuiltins,
  ...versionBuiltins,
  ...digestBuiltins,
  ...networkBuiltins,
  ...uuidBuiltins,
  ...uriBuiltins,
  ...tokenBuiltins,
  ...timeTextBuiltins,
  ...jsonSchemaBuiltins,
];

/** The exceptions in these families. */
const needsSets: ReadonlySet<string> = new Set([
  "internal.template_string",
  "minus",
  "net.cidr_contains_matches",
]);

/** OPA's builtins by name, family by family; what is not here has no implementation outside of `opa`. */
export const valueBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map([
  ...ofJson.map(([name, builtin]): [string, ValueBuiltin] => [name, onValues(builtin)]),
  ...typeBuiltins,
  ...aggregateBuiltins,
  ...objectBuiltins,
  ...jsonPathBuiltins,
  ...alikeOnJson,
]);

/** Those that callers can use who have only JSON, in which a set is an array. */
export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ...alikeOnJson
    .filter(([name]) => !needsSets.has(name))
    .map(([name, builtin]): [string, Builtin] => [name, onJson(builtin)]),
  ...ofJson,
]);
