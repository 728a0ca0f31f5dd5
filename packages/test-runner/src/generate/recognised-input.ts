import type { ComparedLiteral, CompiledPolicy } from "@bylaw/compiler";
import { admissionInput } from "@bylaw/dsl/admission";
import { envoyInput } from "@bylaw/dsl/envoy";
import { gatekeeperInput } from "@bylaw/dsl/gatekeeper";
import { type KindName, kubernetesKinds, kubernetesObject } from "@bylaw/dsl/kubernetes";
import { type Schema, type Shape, t } from "@bylaw/dsl/schema";
import { terraformInput } from "@bylaw/dsl/terraform";

/** What the text of Rego tells of its inputs. */
export interface RegoText {
  /** Places below `input` that it names. */
  readonly reads: readonly (readonly string[])[];
  readonly comparedLiterals: readonly ComparedLiteral[];
  /** All texts in it, such as the names of members that it reads. */
  readonly texts: ReadonlySet<string>;
}

type Recognised = Pick<CompiledPolicy, "kind" | "input" | "comparedLiterals" | "reads">;

/** Who asks Rego that reads below one of these places. */
const places: readonly {
  readonly begins: readonly (readonly string[])[];
  readonly kind: CompiledPolicy["kind"];
  readonly shape: (text: RegoText) => Shape<unknown>;
}[] = [
  {
    begins: [["review"]],
    kind: "gatekeeper",
    shape: (text) => gatekeeperInput(objects(text), reads(text, ["parameters"]) ? t.unknown : undefined),
  },
  {
    begins: [
      ["request", "object"],
      ["request", "oldObject"],
      ["request", "userInfo"],
    ],
    kind: "admission",
    shape: (text) => admissionInput(objects(text)),
  },
  {
    begins: [
      ["attributes", "request", "http"],
      ["attributes", "source"],
    ],
    kind: "envoy",
    shape: () => envoyInput,
  },
  { begins: [["resource_changes"]], kind: "terraform", shape: () => terraformInput },
];

/**
 * Tells by the places that Rego reads who asks it, and what its inputs look like then; undefined where that is not
 * known. Of large objects only members are kept whose names the Rego has.
 */
export function recognisedInput(text: RegoText): Recognised | undefined {
  const place = places.find(({ begins }) => begins.some((path) => reads(text, path)));
  if (place === undefined) return undefined;
  const { schema: input } = place.shape(text);
  const { comparedLiterals } = text;
  return { kind: place.kind, input, comparedLiterals, reads: placesNamed(input, text.texts, []) };
}

function reads(text: RegoText, begin: readonly string[]): boolean {
  return text.reads.some((path) => begin.every((key, index) => path[index] === key));
}

/** Members that tell which objects are looked into. */
const members: readonly (readonly [string, KindName])[] = [
  ["containers", "v1/Pod"],
  ["template", "apps/v1/Deployment"],
  ["jobTemplate", "batch/v1/CronJob"],
];

/** Objects of the kinds that Rego names, or looks into; any when it does neither. */
function objects({ texts }: RegoText): Shape<unknown> {
  const known = Object.keys(kubernetesKinds) as KindName[];
  const named = known.filter((name) => texts.has(name.slice(name.lastIndexOf("/") + 1)));
  const looked = members.flatMap(([member, name]) => (texts.has(member) ? [name] : []));
  const [first, ...others] = [...new Set([...named, ...looked])].map(
    (name): Shape<unknown> => kubernetesKinds[name],
  );
  if (first === undefined) return kubernetesObject;
  return others.length === 0 ? first : t.union(first, ...others);
}

/** The places of a schema as far as the names of their members are known; members that must be there are kept. */
function placesNamed(
  schema: Schema,
  names: ReadonlySet<string>,
  path: readonly string[],
): (readonly string[])[] {
  switch (schema.kind) {
    case "array":
      return placesNamed(schema.element, names, [...path, "*"]);
    case "map":
      return placesNamed(schema.value, names, [...path, "*"]);
    case "union":
      return schema.members.flatMap((member) => placesNamed(member, names, path));
    case "object":
      return [
        path,
        ...Object.entries(schema.properties)
          .filter(([name, { optional }]) => !optional || names.has(name))
          .flatMap(([name, property]) => placesNamed(property.schema, names, [...path, name])),
      ];
    default:
      return [path];
  }
}
