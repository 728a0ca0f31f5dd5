import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { type Correction, corrected, isGiven, list, map, object, oneOf, text, whole } from "./correction.ts";
import {
  asConfigurationKey,
  asDnsLabel,
  asLabelValue,
  dnsName,
  imageReference,
  named,
  pathBelow,
} from "./names.ts";
import { quantity } from "./quantity.ts";

const items = list(
  object({ key: (key) => asConfigurationKey(String(key), "key"), path: pathBelow, mode: whole(0, 0o777) }),
);

const absolute = text(/^\/(?!\/)(?:(?!\.\.)[^:\0])*$/, "/data");

const modelReference = imageReference("registry.example.org/model:1");

/** What a volume may hold, and what is right for each. */
const sources: Readonly<Record<string, Correction>> = {
  configMap: named(object({ name: dnsName("app"), items })),
  csi: object({
    driver: dnsName("csi.example.org"),
    volumeAttributes: map(
      (key) => key,
      (value) => value,
    ),
  }),
  downwardAPI: () => ({}),
  emptyDir: object({ medium: oneOf("", "Memory"), sizeLimit: quantity }),
  ephemeral: () => ({
    volumeClaimTemplate: {
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
  }),
  hostPath: object({
    path: absolute,
    type: oneOf(
      "",
      "BlockDevice",
      "CharDevice",
      "Directory",
      "DirectoryOrCreate",
      "File",
      "FileOrCreate",
      "Socket",
    ),
  }),
  image: (value) => {
    const given = objectOf(value);
    return {
      ...corrected(given, { pullPolicy: oneOf("IfNotPresent", "Always", "Never") }),
      reference: modelReference(given.reference ?? ""),
    };
  },
  nfs: object({ server: dnsName("nfs.example.org"), path: absolute }),
  persistentVolumeClaim: object({ claimName: dnsName("data") }),
  projected: (value) => ({
    sources: listOf(objectOf(value).sources).map(() => ({ configMap: { name: "app" } })),
  }),
  secret: (value) => {
    const given = objectOf(value);
    return object({ secretName: dnsName("app"), items })(
      isGiven(given.secretName) ? given : { ...given, secretName: "app" },
    );
  },
};

/** Volumes with names of their own, each of which holds one thing; kinds of storage that are not listed stay. */
export function volumes(given: Json | undefined, mounted: ReadonlySet<string>): readonly JsonObject[] {
  const taken = new Set<string>();
  const all = listOf(given).map((one, index): JsonObject => {
    const { name, ...rest } = objectOf(one);
    const wanted = asDnsLabel(name, "data");
    const unique = taken.has(wanted) ? `${asLabelValue(wanted.slice(0, 58))}-${index}` : wanted;
    taken.add(unique);
    const [source] = Object.entries(rest).filter(([, value]) => isGiven(value));
    if (source === undefined) return { name: unique, emptyDir: {} };
    const correct = sources[source[0]];
    return { name: unique, [source[0]]: correct === undefined ? source[1] : correct(source[1]) };
  });
  const missing = [...mounted].filter((name) => !taken.has(name));
  return [...all, ...missing.map((name) => ({ name, emptyDir: {} }))];
}
