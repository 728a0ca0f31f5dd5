import type { Json, JsonObject } from "@bylaw/engine";
import { objectOf } from "../../json-value.ts";
import { type Correction, corrected, isGiven, object, oneOf, text, whole, without } from "./correction.ts";
import { labels, selecting, templateMetadata } from "./metadata.ts";
import { asLabelValue, dnsName } from "./names.ts";
import { podSpec } from "./pod.ts";
import { podAnnotations } from "./pod-annotations.ts";

const replicas = whole(0, 1_000);
const count = whole(0, 2 ** 31 - 1);

interface Template {
  readonly value: JsonObject;
  readonly labels: JsonObject;
}

/** A template of pods, with the labels by which they are found; nothing debugs what does not run yet. */
function templateOf(
  value: Json | undefined,
  restartPolicies: readonly [string, ...string[]],
  selected: Json | undefined,
): Template {
  const given = objectOf(value);
  const metadata = objectOf(templateMetadata(given.metadata ?? {}));
  const own = { ...objectOf(metadata.labels), ...objectOf(labels(selected ?? {})) };
  const all = Object.keys(own).length > 0 ? own : { app: "web" };
  const spec = podSpec(without(objectOf(given.spec), "ephemeralContainers"), restartPolicies);
  return {
    labels: all,
    value: { ...given, metadata: podAnnotations({ ...metadata, labels: all }, spec), spec },
  };
}

/** What keeps pods running: they are started again always, and its selector finds them. */
export function controllerSpec(spec: JsonObject): JsonObject {
  const template = templateOf(spec.template, ["Always"], objectOf(spec.selector).matchLabels);
  return {
    ...corrected(spec, {
      replicas,
      strategy,
      revisionHistoryLimit: count,
      podManagementPolicy: oneOf("OrderedReady", "Parallel"),
      serviceName: dnsName("web"),
    }),
    selector: selecting(spec.selector, template.labels),
    template: template.value,
  };
}

/** Its selector is older than those with expressions. */
export function replicationControllerSpec(spec: JsonObject): JsonObject {
  const template = templateOf(spec.template, ["Always"], spec.selector);
  return { ...corrected(spec, { replicas }), selector: template.labels, template: template.value };
}

const share: Correction = (value) =>
  typeof value === "string" ? text(/^(?:[1-9]\d?|100)%$/, "25%")(value) : whole(1, 100)(value);

const strategy: Correction = (value) => {
  const given = corrected(objectOf(value), {
    type: oneOf("RollingUpdate", "Recreate"),
    rollingUpdate: object({ maxSurge: share, maxUnavailable: share }),
  });
  return given.type === "Recreate" ? without(given, "rollingUpdate") : given;
};

/** What runs to its end; its selector is the API server's to make. */
export function jobSpec(spec: JsonObject): JsonObject {
  const restartPolicies = ["Never", "OnFailure"] as const;
  const { value } = templateOf(spec.template, restartPolicies, undefined);
  const template = { ...value, spec: { restartPolicy: "Never", ...withoutNull(objectOf(value.spec)) } };
  return {
    ...corrected(spec, {
      activeDeadlineSeconds: count,
      backoffLimit: count,
      completions: count,
      parallelism: replicas,
      ttlSecondsAfterFinished: count,
    }),
    template,
  };
}

/** A job as it is stored: its pods are found by what identifies it. */
export function storedJobSpec(spec: JsonObject, uid: Json, name: Json): JsonObject {
  const template = objectOf(spec.template);
  const metadata = objectOf(template.metadata);
  const selected = { "batch.kubernetes.io/controller-uid": asLabelValue(uid) };
  const own = { ...selected, "batch.kubernetes.io/job-name": name };
  return {
    ...spec,
    selector: { matchLabels: selected },
    template: { ...template, metadata: { ...metadata, labels: { ...objectOf(metadata.labels), ...own } } },
  };
}

function withoutNull(spec: JsonObject): JsonObject {
  return isGiven(spec.restartPolicy) ? spec : without(spec, "restartPolicy");
}

const field = "(?:\\*(?:/[1-9])?|[1-9])";
const schedule = text(
  new RegExp(`^${field}(?: ${field}){3} (?:\\*|[1-6])$|^@(?:hourly|daily|weekly)$`),
  "*/5 * * * *",
);

/** Jobs by the clock. */
export function cronJobSpec(spec: JsonObject): JsonObject {
  const inner = objectOf(spec.jobTemplate);
  return {
    ...corrected(spec, {
      timeZone: oneOf("Etc/UTC", "UTC", "Europe/Berlin"),
      concurrencyPolicy: oneOf("Allow", "Forbid", "Replace"),
    }),
    schedule: schedule(spec.schedule ?? ""),
    jobTemplate: { ...corrected(inner, { metadata: templateMetadata }), spec: jobSpec(objectOf(inner.spec)) },
  };
}
