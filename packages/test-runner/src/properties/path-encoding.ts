import { valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { parsedPath } from "../generate/envoy-request.ts";
import { documentOf, type Place, placeOf, withValue } from "./input-places.ts";
import { decidesAlike, neverGrants, outside, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

export interface PathEncodingOptions {
  /** Where the path stands; that of the policy's kind when absent. */
  readonly path?: string;
  /** `neverGrant` (the default): no spelling opens what is closed. `same`: all spellings are decided alike. */
  readonly spellings?: "neverGrant" | "same";
  /** Whether `/./` and `/../` are tried too; only where the proxy does not resolve them before it asks. */
  readonly dots?: boolean;
}

const usual: Readonly<Record<string, string>> = {
  envoy: "attributes.request.http.path",
  http: "request.path",
};

/** Another spelling of a path, encoded or with a slash twice, does not open what is closed. */
export const pathEncoding = readyProperty<PathEncodingOptions>(
  ({ path, spellings = "neverGrant", dots = false }): Property => {
    const placeIn = ({ kind }: TestedPolicy) => path ?? usual[kind];
    return {
      name: "pathEncoding",
      claim:
        spellings === "same"
          ? "all spellings of a path are decided alike"
          : "no other spelling of a path is allowed when the path itself is not",
      inputs: "wellFormed",
      silence: (policy) =>
        placeIn(policy) === undefined
          ? `nothing is known of paths in a policy of kind ${policy.kind}; name it with path`
          : undefined,
      check: (question, verdict, context) => {
        const text = placeIn(context.policy);
        if (text === undefined) return outside;
        const variants = respelt(question, placeOf(text), context.policy, dots);
        return spellings === "same"
          ? decidesAlike(verdict, variants, context, "with another spelling of its path")
          : neverGrants(verdict, variants, context, "with another spelling of its path");
      },
    };
  },
);

/** A path in its plain form: no encoding, no empty segment, no dots. */
const plain = /^(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9_~.-]+)+\/?$/;

function* respelt(
  question: Question,
  place: Place,
  policy: TestedPolicy,
  dots: boolean,
): Generator<Question> {
  const document = documentOf(question, place);
  const whole = document === undefined ? undefined : valueAt(document, place.path);
  if (typeof whole !== "string") return;
  const [path = "", ...query] = whole.split("?");
  if (!plain.test(path)) return;
  // The parts of an input that say the same must say the same before and after.
  if (policy.kind === "envoy" && !isConsistent(question, whole)) return;
  for (const spelling of spellingsOf(path, dots)) {
    const next = [spelling, ...query].join("?");
    const other = withValue(question, place, place.path, next);
    yield policy.kind === "envoy" ? consistent(other, next) : other;
  }
}

function* spellingsOf(path: string, dots: boolean): Generator<string> {
  const segments = path.slice(1).split("/");
  const encoded = (character: string) => `%${character.charCodeAt(0).toString(16)}`;
  for (const [index, segment] of segments.entries()) {
    const put = (text: string) => `/${segments.with(index, text).join("/")}`;
    if (segment === "") continue;
    yield put(encoded(segment) + segment.slice(1));
    yield put(
      (encoded(segment) + segment.slice(1))
        .toUpperCase()
        .replace(segment.slice(1).toUpperCase(), segment.slice(1)),
    );
    yield put(Array.from(segment, encoded).join(""));
    yield put(`/${segment}`);
    if (dots) {
      yield put(`./${segment}`);
      yield put(`x/../${segment}`);
      yield put(`%2e%2e/${segments.slice(0, index).at(-1) ?? "x"}/${segment}`);
    }
  }
  yield `/${path}`;
}

const parsed: Place = { document: "input", path: ["parsed_path"] };
const pseudoHeader: Place = {
  document: "input",
  path: ["attributes", "request", "http", "headers", ":path"],
};

function isConsistent({ input }: Question, path: string): boolean {
  if (input === undefined) return false;
  return JSON.stringify(valueAt(input, parsed.path)) === JSON.stringify(parsedPath(path));
}

function consistent(question: Question, path: string): Question {
  const next = withValue(question, parsed, parsed.path, parsedPath(path));
  return withValue(next, pseudoHeader, pseudoHeader.path, path);
}
