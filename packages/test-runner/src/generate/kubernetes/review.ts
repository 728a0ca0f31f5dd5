import type { ComparedLiteral } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json, JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { isObject, objectOf } from "../../json-value.ts";
import { wellTyped } from "../well-typed.ts";
import { asCreated, asStored } from "./accepted.ts";
import { without } from "./correction.ts";
import { earlierOf } from "./earlier.ts";
import { clusterWide, resources } from "./resources.ts";

/**
 * What Gatekeeper shows of an admission request: the kind of the request is mostly that of its object, since policies
 * look at nothing else.
 *
 * @param schema of the whole input
 * @param literals what the policy compares input paths with
 */
export function gatekeeperReviews(schema: Schema, literals: readonly ComparedLiteral[]): fc.Arbitrary<Json> {
  return requests(schema, literals, "review");
}

/** What the API server posts to a webhook: an AdmissionReview, with a kind as for `gatekeeperReviews`. */
export function admissionReviews(schema: Schema, literals: readonly ComparedLiteral[]): fc.Arbitrary<Json> {
  return requests(schema, literals, "request");
}

function requests(schema: Schema, literals: readonly ComparedLiteral[], part: string): fc.Arbitrary<Json> {
  const anyRequest = withMatchingKind(wellTyped(schema, literals), part);
  const realistic = fc
    .tuple(wellTyped(schema, literals), fc.constantFrom("CREATE", "CREATE", "UPDATE", "UPDATE", "DELETE", ""))
    .map(([input, operation]) => asRequested(input, part, operation));
  return fc.oneof({ weight: 3, arbitrary: realistic }, { weight: 1, arbitrary: anyRequest });
}

const somebody: Json = { username: "dev@example.org", groups: ["system:authenticated"] };

/**
 * A request as the API server makes it: what is created has nothing before, what is updated has, and what is deleted
 * is shown as Gatekeeper shows it, as `object`. An audit asks without an operation, for nobody.
 */
function asRequested(input: Json, part: string, operation: string): Json {
  const request = propertyOf(input, part);
  const object = propertyOf(request, "object");
  const kind = kindOf(object);
  if (kind === undefined || !isObject(object) || !isObject(request)) return input;
  const accepted = operation === "CREATE" ? asCreated(object) : asStored(object);
  const name = String(propertyOf(kind, "kind"));
  const { oldObject: other, subResource: _, ...rest } = request;
  const namespace = propertyOf(accepted.metadata, "namespace");
  return withProperty(input, part, {
    ...rest,
    kind,
    resource: {
      group: propertyOf(kind, "group") ?? "",
      version: propertyOf(kind, "version") ?? "",
      resource: resources[name] ?? `${name.toLowerCase()}s`,
    },
    name: propertyOf(accepted.metadata, "name") ?? "web",
    ...(clusterWide.has(name) || namespace === undefined ? {} : { namespace }),
    operation,
    ...(operation === "" ? { uid: "", userInfo: {} } : { userInfo: rest.userInfo ?? somebody }),
    object: accepted,
    ...before(operation, accepted, isObject(other) && other.kind === object.kind ? other : accepted),
  });
}

/** What was there before an update or a deletion, and the subresource by which the former came. */
function before(operation: string, object: JsonObject, other: JsonObject): JsonObject {
  switch (operation) {
    case "DELETE":
      return { oldObject: object };
    case "UPDATE":
      // Containers for debugging come into a running pod by a way of their own.
      return isDebugged(object)
        ? { oldObject: withoutDebuggers(object), subResource: "ephemeralcontainers" }
        : { oldObject: earlierOf(object, other) };
    default:
      return {};
  }
}

function withoutDebuggers(pod: JsonObject): JsonObject {
  return { ...pod, spec: without(objectOf(pod.spec), "ephemeralContainers") };
}

function isDebugged({ kind, spec }: JsonObject): boolean {
  const containers = propertyOf(spec, "ephemeralContainers");
  return kind === "Pod" && Array.isArray(containers) && containers.length > 0;
}

/**
 * Makes the kind of a request that of its object, nine times in ten.
 *
 * @param part the property of the input that holds the request
 */
function withMatchingKind(inputs: fc.Arbitrary<Json>, part: string): fc.Arbitrary<Json> {
  return fc.tuple(inputs, fc.integer({ min: 0, max: 9 })).map(([input, choice]) => {
    const request = propertyOf(input, part);
    const kind = kindOf(propertyOf(request, "object"));
    return choice === 0 || kind === undefined
      ? input
      : withProperty(input, part, withProperty(request, "kind", kind));
  });
}

/** `apps/v1` and `Deployment` as the API server takes them apart. */
function kindOf(object: Json | undefined): Json | undefined {
  const apiVersion = propertyOf(object, "apiVersion");
  const kind = propertyOf(object, "kind");
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return { group, version, kind };
}

function propertyOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value)).get(key);
}

function withProperty(value: Json | undefined, key: string, property: Json): Json {
  return Object.fromEntries(new Map(Object.entries(value ?? {})).set(key, property));
}
