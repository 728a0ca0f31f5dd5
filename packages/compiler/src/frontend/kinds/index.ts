import { admission } from "./admission.ts";
import { envoy } from "./envoy.ts";
import { envoyResponse } from "./envoy-response.ts";
import { gatekeeper } from "./gatekeeper.ts";
import { http } from "./http.ts";
import type { KindOfPolicy } from "./kind.ts";
import { own, ownFindings } from "./own.ts";
import { terraform } from "./terraform.ts";

/** The kinds of policies, by the function of @bylaw/dsl that makes one. */
export const kindsOfPolicies: ReadonlyMap<string, KindOfPolicy> = new Map(
  [admission, envoy, envoyResponse, gatekeeper, http, own, ownFindings, terraform].map((kind) => [
    kind.maker,
    kind,
  ]),
);
