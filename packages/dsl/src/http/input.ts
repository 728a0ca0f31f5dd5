import { type Shape, type Static, t } from "../schema/index.ts";

const httpRequestShape = t.object({
  method: t.string,
  /** Without the query string. */
  path: t.string,
  /** Names in lower case. */
  headers: t.opt(t.map(t.string)),
  /** Query parameters by name; each has all its values. */
  query: t.opt(t.map(t.array(t.string))),
});

/** What the API is asked to do. */
export interface HttpRequest extends Static<typeof httpRequestShape> {}
const httpRequest: Shape<HttpRequest> = httpRequestShape;

/** The caller's JSON Web Token, after the gateway or the application has verified it. */
export interface VerifiedToken<Claims> {
  /** Whether its signature, issuer, audience and times hold. */
  readonly valid: boolean;
  /** What it says; nothing to rely on unless it is valid. */
  readonly claims?: Claims;
}

/** What a policy for an HTTP API sees as `input`. */
export type HttpInput<Claims, Resource> = [Resource] extends [undefined]
  ? { readonly request: HttpRequest; readonly token?: VerifiedToken<Claims> }
  : { readonly request: HttpRequest; readonly token?: VerifiedToken<Claims>; readonly resource: Resource };

/** The shape of `input` for claims and resources of some shapes. */
export function httpInput<Claims, Resource>(
  claims: Shape<Claims>,
  resource: Shape<Resource> | undefined,
): Shape<HttpInput<Claims, Resource>> {
  const properties = {
    request: httpRequest,
    token: t.opt(t.object({ valid: t.boolean, claims: t.opt(claims) })),
  };
  const shape: Shape<unknown> =
    resource === undefined ? t.object(properties) : t.object({ ...properties, resource });
  // The generic type cannot be worked out from the properties; a test compares the two.
  return shape as Shape<HttpInput<Claims, Resource>>;
}
