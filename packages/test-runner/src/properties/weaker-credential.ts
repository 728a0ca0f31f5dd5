import type { Json } from "@bylaw/engine";
import { valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { documentOf, type Place, pathsAt, placeOf, withValue } from "./input-places.ts";
import { neverGrants, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

export interface WeakerCredentialOptions {
  /** Where credentials stand, such as `headers["x-api-key"]`; those of the policy's kind when absent. */
  readonly credentials?: readonly string[];
}

/** Where the credentials are that every policy of a kind has. */
const usual: Readonly<Record<string, readonly string[]>> = {
  envoy: [
    "attributes.source.principal",
    "source_principal",
    "attributes.source.certificate",
    "attributes.request.http.headers.authorization",
    "parsed_body",
  ],
  http: ["token", "token.valid", "token.claims"],
  gatekeeper: ["review.userInfo", "review.userInfo.username", "review.userInfo.groups"],
  admission: ["request.userInfo", "request.userInfo.username", "request.userInfo.groups"],
};

/** A weaker credential never gets more: an empty principal, a cut body, a token of no known algorithm. */
export const weakerCredential = readyProperty<WeakerCredentialOptions>(({ credentials }): Property => {
  const placesOf = ({ kind }: TestedPolicy) => (credentials ?? usual[kind] ?? []).map(placeOf);
  return {
    name: "weakerCredential",
    claim: "whoever is denied stays denied with a weaker credential, or none",
    inputs: "wellFormed",
    silence: (policy) =>
      placesOf(policy).length === 0
        ? `nothing is known of credentials in a policy of kind ${policy.kind}; name them with credentials`
        : undefined,
    check: (question, verdict, context) => {
      const none = withoutInvalidToken(question, context.policy);
      if (none !== undefined && verdict.allow && !context.decide(none).allow)
        return {
          kind: "fails",
          because: "a token that does not hold gets more than none at all: without it, this is denied",
          other: none,
        };
      return neverGrants(
        verdict,
        weakened(question, placesOf(context.policy)),
        context,
        "with a weaker credential",
      );
    },
  };
});

const token: Place = { document: "input", path: ["token"] };

/** The question without its token, where that was looked at and does not hold. */
function withoutInvalidToken(question: Question, { kind }: TestedPolicy): Question | undefined {
  if (kind !== "http" || question.input === undefined) return undefined;
  if (valueAt(question.input, ["token", "valid"]) !== false) return undefined;
  return withValue(question, token, token.path, undefined);
}

function* weakened(question: Question, places: readonly Place[]): Generator<Question> {
  let without = question;
  for (const place of places) {
    const document = documentOf(question, place);
    for (const path of pathsAt(document, place.path)) {
      without = withValue(without, place, path, undefined);
      yield withValue(question, place, path, undefined);
      const value = document === undefined ? undefined : valueAt(document, path);
      for (const weaker of weakerThan(value)) yield withValue(question, place, path, weaker);
      if (path.at(-1) === "parsed_body")
        yield withValue(withValue(question, place, path, undefined), place, ["truncated_body"], true);
    }
  }
  if (without !== question) yield without;
}

/** A token, perhaps behind the name of its scheme: `Bearer eyJ…`. */
const tokenText = /^(?:(?<scheme>\w+) )?[\w-]+\.(?<payload>[\w-]*)\.[\w-]*$/;

const header = (algorithm: string) =>
  Buffer.from(JSON.stringify({ alg: algorithm, typ: "JWT" })).toString("base64url");

function weakerThan(value: Json | undefined): readonly Json[] {
  if (typeof value === "boolean") return [false];
  if (typeof value === "string") {
    const found = tokenText.exec(value);
    // A part of a name may be another's whole name; a part of a token is none.
    if (found === null) return ["", " "];
    const { scheme = "", payload = "" } = found.groups ?? {};
    return [
      "",
      scheme,
      value.slice(0, Math.floor(value.length / 2)),
      value.slice(0, value.lastIndexOf(".") + 1),
      `${scheme} ${header("none")}.${payload}.`,
      `${scheme} ${header("XX999")}.${payload}.AAAA`,
    ];
  }
  if (typeof value !== "object" || value === null) return [null];
  return Array.isArray(value) ? [[]] : [{}];
}
