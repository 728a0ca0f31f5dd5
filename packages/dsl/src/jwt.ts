import { decodeVerify } from "@bylaw/engine/builtins";
import { currentEvaluation } from "./policy/evaluation.ts";
import type { Shape } from "./schema/index.ts";
import type { InputPath } from "./schema/input-path.ts";
import { rootView } from "./view/root-view.ts";

export type SecretAlgorithm = "HS256" | "HS384" | "HS512";
export type KeyAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA";

interface CommonConstraints<Claims> {
  /** The `iss` claim must be this. */
  readonly issuer: string;
  /** The `aud` claim must be this or hold it. */
  readonly audience: string;
  /** What the claims must look like. */
  readonly claims: Shape<Claims>;
}

/** A token signed with a shared secret. */
export interface SecretConstraints<Claims> extends CommonConstraints<Claims> {
  readonly secret: string;
  readonly algorithm?: SecretAlgorithm;
}

/** A token signed with a private key. */
export interface KeyConstraints<Claims> extends CommonConstraints<Claims> {
  /** A JSON Web Key Set, as JSON text. */
  readonly jwks: string;
  readonly algorithm?: KeyAlgorithm;
}

export type JwtConstraints<Claims> = SecretConstraints<Claims> | KeyConstraints<Claims>;

const claimsRoot: InputPath = { kind: "root", name: "claims" };
const bearer = /^bearer ([^ ]+)$/i;

/**
 * The token of an `authorization` header: the scheme in any case, one space, and the rest without spaces.
 *
 * @returns `undefined` when there is no header or it is anything else
 */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : bearer.exec(authorization)?.[1];
}

/**
 * The claims of a JSON Web Token whose signature, `exp`, `nbf`, `iss` and `aud` hold at the time of the decision and
 * whose claims have the given shape. A token without `exp` does not expire.
 *
 * @param token the token, perhaps from `bearerToken`; `undefined` gives `undefined`
 * @param constraints literals or constants
 * @returns `undefined` when anything does not hold
 * @throws Error outside of a decision, or when no key can be read from `jwks`
 * @throws TypeError when the secret, the issuer or the audience is empty
 */
export function verifyJwt<Claims>(
  token: string | undefined,
  constraints: JwtConstraints<Claims>,
): Claims | undefined {
  const { now } = currentEvaluation("verifyJwt()");
  const { issuer, audience, algorithm, claims } = constraints;
  // Empty constraints are no constraints to OPA.
  if (issuer === "" || audience === "") throw new TypeError("the issuer and the audience may not be empty");
  if (token === undefined) return undefined;
  const verified = decodeVerify(
    token,
    { ...keyOf(constraints), ...(algorithm && { alg: algorithm }), iss: issuer, aud: audience },
    now,
  );
  return verified && claims.is(verified.payload) ? rootView(claims, verified.payload, claimsRoot) : undefined;
}

/**
 * Checks a key set as `verifyJwt` reads it.
 *
 * @throws Error when no key can be read from it
 */
export function checkKeySet(jwks: string): void {
  // No token has these constraints: only what they say themselves is wrong with them.
  decodeVerify("", { cert: jwks, iss: "", aud: "" }, 0n);
}

function keyOf<Claims>(constraints: JwtConstraints<Claims>): { secret: string } | { cert: string } {
  const key = "secret" in constraints ? { secret: constraints.secret } : { cert: constraints.jwks };
  if (Object.values(key).includes("")) throw new TypeError("the secret or key set may not be empty");
  return key;
}
