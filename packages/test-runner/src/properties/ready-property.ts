import type { Json, OpaBinary } from "@bylaw/engine";
import type fc from "fast-check";
import { readCorpus } from "../fuzz/corpus.ts";
import { describeFind } from "../fuzz/find.ts";
import { type FuzzResult, fuzz, type PropertyResult } from "../fuzz/fuzz.ts";
import { type Testable, type TestedPolicy, testedPolicy } from "../fuzz/tested-policy.ts";
import type { Property } from "./property.ts";

/** How long, and on what, a property is tried. */
export interface PropertyRun {
  /** How many inputs; 2,000 when absent and `seconds` is too. */
  readonly runs?: number;
  /** How long to go on, in seconds; the verdict then depends on the machine. */
  readonly seconds?: number;
  /** The hash of the policy and its tests when absent. */
  readonly seed?: number;
  /** Data documents that are the same for all inputs. */
  readonly data?: Json;
  /** Other inputs than those made from the policy's schema. */
  readonly inputs?: fc.Arbitrary<Json>;
  /** The times of the decisions, in nanoseconds since 1970. */
  readonly times?: fc.Arbitrary<bigint>;
  /** Values of the `authorization` header, such as tokens of `jsonWebTokens`. */
  readonly authorization?: fc.Arbitrary<string>;
  /** Other Rego in place of the policy's own, for tests of properties. */
  readonly rego?: string;
  readonly opa?: OpaBinary;
}

/** A property that is a line in a test: `it("deny wins", () => denyWins(policy))`. */
export interface ReadyProperty<Options> {
  /**
   * Looks for an input with which it fails.
   *
   * @throws {Error} with the smallest input found; when its precondition held in under 1 % of the inputs; or when it
   *   says nothing about such a policy
   */
  (policy: Testable, options?: PropertyRun & Options): Promise<FuzzResult>;
  /** The claim itself, to be tried with others by `fuzz`. */
  of(options?: Options): Property;
}

export function readyProperty<Options>(make: (options: Options) => Property): ReadyProperty<Options> {
  // Options of a property are all optional, so that none are an empty object.
  const of = (options?: Options) => make(options ?? ({} as Options));
  return Object.assign(
    (policy: Testable, options?: PropertyRun & Options) => check(policy, of(options), options),
    { of },
  );
}

/**
 * Tries a property, and throws unless it holds.
 *
 * @throws {Error} as {@link ReadyProperty} says
 */
export function check(
  policy: Testable,
  property: Property,
  run: PropertyRun & { readonly beside?: TestedPolicy } = {},
): Promise<FuzzResult> {
  return checkAll(policy, [property], run);
}

/**
 * Tries several properties with the same inputs, which costs little more than one.
 *
 * @throws {Error} as {@link ReadyProperty} says, of all that do not hold; or when there are none
 */
export async function checkAll(
  policy: Testable,
  properties: readonly Property[],
  { data, rego, ...run }: PropertyRun & { readonly beside?: TestedPolicy } = {},
): Promise<FuzzResult> {
  if (properties.length === 0) throw new Error("no property is given, so that nothing is tested");
  const tested = testedPolicy(policy, {
    ...(data === undefined ? {} : { data }),
    ...(rego === undefined ? {} : { rego }),
  });
  const { questions, broken } = await readCorpus(process.cwd(), tested.name);
  for (const { file, reason } of broken)
    console.warn(`${file} is passed over: ${reason}`.replaceAll(/\p{C}/gu, "?"));
  const result = await fuzz({
    ...run,
    policy: tested,
    properties,
    corpus: questions,
    stopAtFirst: true,
  });
  // One that fails ends the run, so that the others may not have met their preconditions yet.
  const failed = result.properties.filter(({ status }) => status === "fails");
  const bad = failed.length > 0 ? failed : result.properties.filter(({ status }) => status !== "holds");
  if (bad.length === 0) return result;
  const again = `The same again: seed ${result.seed}, ${result.inputs} inputs.`;
  throw new Error(`${bad.map((one) => problemOf(one, tested)).join("\n\n")}\n\n${again}`);
}

function problemOf(
  { name, find, status, silence, met, asked }: PropertyResult,
  policy: TestedPolicy,
): string {
  if (find) return `${policy.name}: ${describeFind(find)}`;
  if (status === "silent") return `${name} says nothing about ${policy.name}: ${silence}`;
  return `${name} shows nothing about ${policy.name}: its precondition held in ${met} of ${asked} inputs, under 1 %. Give inputs that meet it, with the option inputs.`;
}
