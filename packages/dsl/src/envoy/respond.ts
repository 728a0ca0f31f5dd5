import { instantOf, viewsOf } from "../policy/documents.ts";
import { during } from "../policy/evaluation.ts";
import { plainRecord } from "../policy/plain-data.ts";
import type { DecideOptions } from "../policy/policy.ts";
import { type EnvoyInput, envoyInput } from "./input.ts";
import {
  type EnvoyResponse,
  type EnvoyResponses,
  type EnvoySide,
  envoyAnswer,
  envoyAnswers,
  envoySides,
} from "./response.ts";

/** Gives the answer to one input of which it is known whether the rules allow it. */
type Respond = (allow: boolean, input: unknown, options: DecideOptions) => EnvoyResponse;

/** One of the two answers: undefined where it cannot be made of the input. */
type Answer = (input: unknown, options: DecideOptions) => EnvoyResponse | undefined;

/**
 * The answers to Envoy that a definition describes.
 *
 * @throws TypeError when a constant in it is nothing that opa-envoy-plugin takes
 */
export function respondWith(responses: EnvoyResponses): Respond {
  const sides = envoySides(responses);
  const allowed = answerOf("allowed", sides.has("allowed") ? responses.allowed : {});
  const given = sides.has("denied") ? responses.denied : {};
  const denied = answerOf("denied", given);
  const fallback =
    typeof given === "function" ? envoyAnswers.denied : envoyAnswer("denied", plainRecord(given ?? {}));
  return (allow, input, options) => (allow ? allowed : denied)(input, options) ?? fallback;
}

function answerOf(side: EnvoySide, given: EnvoyResponses[EnvoySide]): Answer {
  if (typeof given !== "function") {
    const answer = Object.freeze(envoyAnswer(side, plainRecord(objectOf(given))));
    return () => answer;
  }
  return (input, options) => {
    if (options.check === "whole" && !envoyInput.is(input)) return undefined;
    return during({ now: instantOf(options) }, () => made(side, given, input));
  };
}

/** Nothing that the function throws goes further. */
function made(
  side: EnvoySide,
  make: (input: EnvoyInput) => unknown,
  input: unknown,
): EnvoyResponse | undefined {
  try {
    const views = viewsOf<EnvoyInput, undefined>({ shape: envoyInput, data: undefined }, input, undefined);
    return Object.freeze(envoyAnswer(side, plainRecord(objectOf(make(views.input)))));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new TypeError("an answer to Envoy is an object");
}
