import { join } from "node:path";
import { type CompiledPolicy, createCompiler } from "@bylaw/compiler";
import type { Json, JsonObject } from "@bylaw/engine";
import { wellTyped } from "@bylaw/test-runner";
import fc from "fast-check";
import { root } from "../workspace.ts";

const compiler = createCompiler();

/** A policy of the examples: `kubernetes-guardrails/images`. */
export function example(path: string): { readonly file: string; readonly policy: CompiledPolicy } {
  const [repo = "", name = ""] = path.split("/");
  const file = join(root, "examples", repo, "policies", `${name}.ts`);
  const compilation = compiler.compile({ entry: file });
  if (!compilation.ok) throw new Error(compilation.diagnostics.map(({ message }) => message).join("\n"));
  return { file, policy: compilation.policy };
}

/** Inputs of a policy's schema, the same each time. */
export function generatedInputs(policy: CompiledPolicy, count: number): readonly JsonObject[] {
  const inputs = fc.sample(wellTyped(policy.input, policy.comparedLiterals), { numRuns: count, seed: 7 });
  return inputs as readonly JsonObject[];
}

/**
 * An object as it may stand in a file: with a name of its own, so that findings can be told apart; and without what only
 * the API server writes, since gator stops at a time that is none.
 */
export function named(object: JsonObject, name: string): JsonObject {
  const { labels, annotations } = (isObject(object.metadata) ? object.metadata : {}) as JsonObject;
  const metadata = { name, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
  return wholeNumbers({ ...object, metadata });
}

/** All numbers of Kubernetes are int64 but for few; gator stops at another where it knows the type. */
function wholeNumbers(object: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(object), (_key, value: unknown) =>
    typeof value !== "number" ? value : Number.isSafeInteger(value) ? value : 1,
  );
}

/** The review that Gatekeeper makes of an object in a file: what is not known of it is empty. */
export function reviewOf(object: JsonObject): JsonObject {
  const [version = "", group = ""] = String(object.apiVersion).split("/").reverse();
  const name = isObject(object.metadata) ? ((object.metadata as JsonObject).name ?? "") : "";
  return {
    uid: "",
    kind: { group, version, kind: object.kind ?? "" },
    resource: { group: "", version: "", resource: "" },
    name,
    namespace: "",
    operation: "",
    userInfo: {},
    object,
    oldObject: null,
    options: null,
  };
}

function isObject(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
