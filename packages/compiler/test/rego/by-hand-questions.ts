import type { Schema } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import type { CompiledPolicy } from "../../src/index.ts";
import { wellTyped } from "../fixtures/inputs.ts";
import { midnight, noon, type Told, toldOf } from "./by-hand-values.ts";

/** What is asked of one data document. */
export interface Questions {
  readonly data: Json;
  readonly asked: readonly { readonly input: Json; readonly now: bigint }[];
}

const documents = 6;

/** Questions of the declared shape, and with texts that the policies of the examples can read. */
export function questionsTo(policy: CompiledPolicy, seed: number): readonly Questions[] {
  const told = toldOf(policy);
  // An object of Kubernetes has hundreds of members, the other inputs a few dozen.
  const numRuns = policy.kind === "gatekeeper" ? 300 : 1_200;
  const inputs = wellTyped(telling(policy.input, [], told), policy.comparedLiterals).map(ofOneKind);
  const asked = fc
    .sample(inputs, { numRuns, seed })
    .map((input, index) => ({ input, now: index % 4 === 0 ? midnight : noon }));
  if (policy.data === undefined) return [{ data: {}, asked }];
  const each = numRuns / documents;
  return fc
    .sample(wellTyped(telling(policy.data, [], told), []), { numRuns: documents, seed })
    .map((data, index) => ({ data, asked: asked.slice(index * each, (index + 1) * each) }));
}

/** What Gatekeeper shows of an object says of which kind it is. */
function ofOneKind(input: Json): Json {
  const [version, kind] = ["apiVersion", "kind"].map((key) => at(input, ["review", "object", key]));
  if (typeof version !== "string" || typeof kind !== "string") return input;
  const [group = "", name = ""] = version.includes("/") ? version.split("/") : ["", version];
  const review = { ...record(at(input, ["review"])), kind: { group, version: name, kind } };
  return { ...record(input), review };
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((of, key) => record(of)[key], value);
}

function record(value: Json | undefined): { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value) ? value : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A schema in whose places what is told of them stands. */
function telling(schema: Schema, path: readonly string[], of: Told): Schema {
  switch (schema.kind) {
    case "array":
      return { ...schema, element: telling(schema.element, [...path, "*"], of) };
    case "map":
      return { ...schema, value: telling(schema.value, [...path, "*"], of) };
    case "union":
      return { ...schema, members: schema.members.map((member) => telling(member, path, of)) };
    case "object": {
      const properties = Object.entries(schema.properties).map(([name, property]) => {
        const below = [...path, name];
        const here = [3, 2, 1].map((length) => of[below.slice(-length).join(".")]).find(Boolean);
        return [name, { ...property, schema: here?.schema ?? telling(property.schema, below, of) }];
      });
      return { ...schema, properties: Object.fromEntries(properties) };
    }
    default:
      return schema;
  }
}
