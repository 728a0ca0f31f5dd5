import type { Json, JsonObject } from "@bylaw/engine";

/**
 * The objects that make Gatekeeper's `data.inventory` what a test says it is, each with what its place says of it:
 * `cluster`, API version, kind and name, or `namespace`, that of the object, and the same below it.
 *
 * @param data the documents below `data`
 * @returns undefined where no objects make such documents: there are others, a place is empty, or an object says
 *   that it belongs elsewhere
 */
export function inventoryObjects(data: JsonObject): readonly JsonObject[] | undefined {
  const { inventory, ...others } = data;
  if (!isObject(inventory) || Object.keys(others).length > 0) return undefined;
  const { cluster, namespace, ...unknown } = inventory;
  if (Object.keys(unknown).length > 0) return undefined;
  const inCluster = cluster === undefined ? [] : below(cluster, 3);
  const inNamespaces = namespace === undefined ? [] : below(namespace, 4);
  if (inCluster === undefined || inNamespaces === undefined) return undefined;
  const objects = [
    ...inCluster.map(({ keys: [apiVersion = "", kind = "", name = ""], value }) =>
      placed(value, { apiVersion, kind }, { name }),
    ),
    ...inNamespaces.map(({ keys: [within = "", apiVersion = "", kind = "", name = ""], value }) =>
      placed(value, { apiVersion, kind }, { name, namespace: within }),
    ),
  ];
  return objects.every((object) => object !== undefined) ? objects : undefined;
}

interface Leaf {
  readonly keys: readonly string[];
  readonly value: Json;
}

/** What lies so many levels below, with the keys that lead there; undefined where a level is empty or no object. */
function below(value: Json, levels: number): readonly Leaf[] | undefined {
  if (levels === 0) return [{ keys: [], value }];
  if (!isObject(value)) return undefined;
  const leaves: Leaf[] = [];
  for (const [key, child] of Object.entries(value)) {
    const found = below(child, levels - 1);
    if (found === undefined) return undefined;
    for (const leaf of found) leaves.push({ ...leaf, keys: [key, ...leaf.keys] });
  }
  return leaves.length === 0 ? undefined : leaves;
}

type Texts = Readonly<Record<string, string>>;

function placed(object: Json, type: Texts, identity: Texts): JsonObject | undefined {
  if (!isObject(object)) return undefined;
  const { metadata = {} } = object;
  if (!isObject(metadata) || contradicts(object, type) || contradicts(metadata, identity)) return undefined;
  return { ...type, ...object, metadata: { ...identity, ...metadata } };
}

const contradicts = (given: JsonObject, expected: Texts) =>
  Object.entries(expected).some(([name, value]) => given[name] !== undefined && given[name] !== value);

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
