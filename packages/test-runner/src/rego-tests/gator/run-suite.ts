import { dirname, join } from "node:path";
import {
  createEngine,
  type Json,
  type JsonObject,
  type OpaBinary,
  OpaRunError,
  RegoCompileError,
} from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import type { RegoTestResult, RunRegoTestsOptions } from "../run-tests.ts";
import { matches } from "./match.ts";
import { InvalidSuite, namesOf, readObject, readObjects, textOf } from "./objects.ts";
import { readTemplate, type Template } from "./template.ts";

/**
 * Runs a suite of gator's: each case is an object that a constraint is to accept or not. Source: Gatekeeper
 * pkg/gator/verify.
 *
 * @param file the suite, absolute; what it names is relative to it
 * @param shown how results name it
 * @returns a result for each case; a test that cannot be run is one result
 * @throws {InvalidSuite} when the file is no suite
 */
export async function runGatorSuite(
  opa: OpaBinary,
  file: string,
  shown: string,
  { run }: Pick<RunRegoTestsOptions, "run"> = {},
): Promise<readonly RegoTestResult[]> {
  const suite = (await readObjects(file, shown)).find(({ kind }) => kind === "Suite");
  if (suite === undefined) throw new InvalidSuite(`${shown} holds no Suite`);
  const results: RegoTestResult[] = [];
  for (const test of listOf(suite.tests).map(objectOf)) {
    const name = textOf(test.name);
    const cases = listOf(test.cases).map(objectOf);
    if (suite.skip === true || test.skip === true) {
      results.push(result(shown, name, { status: "skipped" }));
      continue;
    }
    try {
      const prepared = await prepare(test, dirname(file));
      for (const one of cases) {
        const full = `${name}/${textOf(one.name)}`;
        if (run !== undefined && !run.test(`${shown}.${full}`)) continue;
        const start = performance.now();
        const judged =
          one.skip === true
            ? { status: "skipped" as const }
            : await judgeCase(opa, prepared, one, dirname(file));
        results.push({ ...result(shown, full, judged), duration: performance.now() - start });
      }
    } catch (error) {
      results.push(result(shown, name, { status: "error", message: messageOf(error) }));
    }
  }
  return results;
}

type Judged = Pick<RegoTestResult, "status" | "message">;

function result(shown: string, name: string, judged: Judged): RegoTestResult {
  return {
    package: shown,
    name,
    file: shown,
    row: 1,
    column: 1,
    skipped: judged.status === "skipped",
    entrypoint: "",
    parametrised: false,
    cases: undefined,
    results: [],
    duration: 0,
    ...judged,
  };
}

interface Prepared {
  readonly template: Template;
  readonly constraint: JsonObject;
}

async function prepare(test: JsonObject, folder: string): Promise<Prepared> {
  if (test.invalid === true)
    throw new InvalidSuite("whether a constraint is invalid is not told here: use gator");
  if (textOf(test.expansion) !== "")
    throw new InvalidSuite("expansion templates are not run here: use gator");
  const [templateFile, constraintFile] = [textOf(test.template), textOf(test.constraint)];
  const template = readTemplate(await readObject(join(folder, templateFile), templateFile), templateFile);
  const constraint = await readObject(join(folder, constraintFile), constraintFile);
  if (constraint.kind !== template.kind)
    throw new InvalidSuite(`${constraintFile} is a ${textOf(constraint.kind)}, no ${template.kind}`);
  return { template, constraint };
}

async function judgeCase(
  opa: OpaBinary,
  { template, constraint }: Prepared,
  one: JsonObject,
  folder: string,
): Promise<Judged> {
  try {
    const assertions = listOf(one.assertions).map(objectOf);
    if (assertions.length === 0) return { status: "error", message: "a case must have assertions" };
    const objectFile = textOf(one.object);
    const object = await readObject(join(folder, objectFile), objectFile);
    const inventory: JsonObject[] = [];
    for (const name of listOf(one.inventory).map(textOf))
      inventory.push(...(await readObjects(join(folder, name), name)));
    const found = await violations(opa, template, constraint, object, inventory);
    for (const assertion of assertions) {
      const failed = failure(assertion, found);
      if (failed !== undefined) return { status: "failed", message: failed };
    }
    return { status: "passed" };
  } catch (error) {
    return { status: "error", message: messageOf(error) };
  }
}

/** The messages of what a constraint finds. */
async function violations(
  opa: OpaBinary,
  template: Template,
  constraint: JsonObject,
  object: JsonObject,
  inventory: readonly JsonObject[],
): Promise<readonly string[]> {
  const review = reviewOf(object);
  const spec = objectOf(constraint.spec);
  const reviewed = namesOf(objectOf(review.object ?? review.oldObject));
  const namespace = inventory
    .map(namesOf)
    .find(({ kind, group, name }) => kind === "Namespace" && group === "" && name === reviewed.namespace);
  if (!matches(objectOf(spec.match), reviewed, namespace)) return [];
  const source = { ...template.source, data: { inventory: inventoryOf(inventory) } };
  const engine = await createEngine("javascript", source, [template.entrypoint], { opa });
  const [outcome] = await engine.evaluate([
    { path: template.entrypoint, input: { review, parameters: spec.parameters ?? {} } },
  ]);
  await engine.close();
  switch (outcome?.kind) {
    case "defined":
      return listOf(outcome.value).map((violation) => textOf(objectOf(violation).msg));
    case "error":
      throw new InvalidSuite(`${outcome.code}: ${outcome.message}`);
    case "unavailable":
      throw new InvalidSuite(`${outcome.builtin} is never called here`);
    default:
      return [];
  }
}

/** As gator makes a request of an object; a whole AdmissionReview is taken as it is. */
function reviewOf(object: JsonObject): JsonObject {
  const { group, version, kind, name, namespace } = namesOf(object);
  if (kind === "AdmissionReview" && group === "admission.k8s.io") {
    const request = objectOf(object.request);
    if (request.object === undefined && request.oldObject === undefined)
      throw new InvalidSuite("the AdmissionReview has neither object nor oldObject");
    return request;
  }
  return {
    uid: "",
    kind: { group, version, kind },
    resource: { group: "", version: "", resource: "" },
    ...(name === "" ? {} : { name }),
    ...(namespace === "" ? {} : { namespace }),
    operation: "",
    userInfo: {},
    object,
    oldObject: null,
    options: null,
  };
}

/** Where `data.inventory` has each object. */
function inventoryOf(objects: readonly JsonObject[]): Json {
  const inventory: { [scope: string]: Json } = {};
  for (const object of objects) {
    const { kind, name, namespace } = namesOf(object);
    const scope = namespace === "" ? ["cluster"] : ["namespace", namespace];
    put(inventory, [...scope, textOf(object.apiVersion), kind, name], object);
  }
  return inventory;
}

function put(into: { [key: string]: Json }, [first = "", ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) {
    Object.defineProperty(into, first, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  const inner = Object.hasOwn(into, first) ? { ...objectOf(into[first]) } : {};
  put(inner, rest, value);
  Object.defineProperty(into, first, { value: inner, enumerable: true, configurable: true, writable: true });
}

/** What an assertion has to complain of. */
function failure(
  { violations: wanted = "yes", message }: JsonObject,
  found: readonly string[],
): string | undefined {
  const pattern = textOf(message) === "" ? undefined : patternOf(textOf(message));
  const matching = found.filter((text) => pattern?.test(text) ?? true).length;
  const of = pattern === undefined ? "" : ` that match ${JSON.stringify(message)}`;
  const got = `got ${matching} violations${of}, with the messages ${JSON.stringify(found)}`;
  if (wanted === "yes") return matching > 0 ? undefined : `${got}; expected at least one`;
  if (wanted === "no") return matching === 0 ? undefined : `${got}; expected none`;
  if (typeof wanted === "number" && Number.isInteger(wanted) && wanted >= 0)
    return matching === wanted ? undefined : `${got}; expected ${wanted}`;
  throw new InvalidSuite('violations must be a whole number, "yes" or "no"');
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch {
    throw new InvalidSuite(`${JSON.stringify(text)} is no regular expression`);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof InvalidSuite || error instanceof RegoCompileError || error instanceof OpaRunError)
    return error.message;
  throw error;
}
