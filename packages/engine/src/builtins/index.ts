import { aggregateBuiltins } from "./aggregates.ts";
import { awsSignatureBuiltins } from "./aws-signature.ts";
import { type Builtin, onJson, onValues, type ValueBuiltin } from "./builtin.ts";
import { digestBuiltins } from "./digests.ts";
import { encodingBuiltins } from "./encoding.ts";
import { globBuiltins } from "./glob.ts";
import { globIntersectionBuiltins } from "./glob-intersection.ts";
import { graphqlBuiltins } from "./graphql/graphql.ts";
import { jsonPathBuiltins } from "./json-paths.ts";
import { jsonSchemaBuiltins } from "./json-schema/json-schema.ts";
import { jsonWebTokenBuiltins } from "./json-web-token.ts";
import { netBuiltins } from "./net.ts";
import { networkBuiltins } from "./networks.ts";
import { noteBuiltins } from "./notes.ts";
import { numberBuiltins } from "./numbers.ts";
import { objectBuiltins } from "./objects.ts";
import { regexBuiltins } from "./regex.ts";
import { templateBuiltins } from "./render-template.ts";
import { stringBuiltins } from "./strings.ts";
import { timeBuiltins } from "./time.ts";
import { timeTextBuiltins } from "./time-text.ts";
import { tokenBuiltins } from "./tokens.ts";
import { typeBuiltins } from "./types.ts";
import { unitBuiltins } from "./units.ts";
import { uriBuiltins } from "./uri.ts";
import { uuidBuiltins } from "./uuid.ts";
import { versionBuiltins } from "./versions.ts";
import { certificateBuiltins } from "./x509/index.ts";

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
export { compiledAway, refusedBuiltins } from "./refused.ts";
export { clock, weekday } from "./time.ts";
export { isTimeZone } from "./time-zone.ts";

/** Families that need nothing but JSON. */
const ofJson: readonly (readonly [string, Builtin])[] = [
  ...timeBuiltins,
  ...netBuiltins,
  ...jsonWebTokenBuiltins,
  ...graphqlBuiltins,
];

/** OPA's builtins by name, family by family; what is not here is in `refusedBuiltins`, or compiled away. */
export const valueBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map([
  ...ofJson.map(([name, builtin]): [string, ValueBuiltin] => [name, onValues(builtin)]),
  ...aggregateBuiltins,
  ...awsSignatureBuiltins,
  ...certificateBuiltins,
  ...digestBuiltins,
  ...encodingBuiltins,
  ...globBuiltins,
  ...globIntersectionBuiltins,
  ...jsonPathBuiltins,
  ...jsonSchemaBuiltins,
  ...networkBuiltins,
  ...noteBuiltins,
  ...numberBuiltins,
  ...objectBuiltins,
  ...regexBuiltins,
  ...stringBuiltins,
  ...templateBuiltins,
  ...timeTextBuiltins,
  ...tokenBuiltins,
  ...typeBuiltins,
  ...unitBuiltins,
  ...uriBuiltins,
  ...uuidBuiltins,
  ...versionBuiltins,
]);

/** The same for callers who have only JSON: a set in an answer becomes an array, and none can be an argument. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  [...valueBuiltins].map(([name, builtin]): [string, Builtin] => [name, onJson(builtin)]),
);
