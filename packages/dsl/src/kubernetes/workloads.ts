import { type Shape, type Static, t } from "../schema/index.ts";
import { labelSelector, objectMeta } from "./object-meta.ts";
import { podTemplate } from "./pod.ts";
import { intOrString } from "./quantity.ts";

const rolling = t.object({ maxSurge: t.opt(intOrString), maxUnavailable: t.opt(intOrString) });

const deploymentShape = t.object({
  apiVersion: t.oneOf("apps/v1"),
  kind: t.oneOf("Deployment"),
  metadata: objectMeta,
  spec: t.object({
    replicas: t.opt(t.number),
    selector: labelSelector,
    strategy: t.opt(
      t.object({ type: t.opt(t.oneOf("Recreate", "RollingUpdate")), rollingUpdate: t.opt(rolling) }),
    ),
    template: podTemplate,
    paused: t.opt(t.boolean),
    revisionHistoryLimit: t.opt(t.number),
  }),
});

export interface Deployment extends Static<typeof deploymentShape> {}
export const deployment: Shape<Deployment> = deploymentShape;

const statefulSetShape = t.object({
  apiVersion: t.oneOf("apps/v1"),
  kind: t.oneOf("StatefulSet"),
  metadata: objectMeta,
  spec: t.object({
    replicas: t.opt(t.number),
    selector: labelSelector,
    serviceName: t.opt(t.string),
    template: podTemplate,
    podManagementPolicy: t.opt(t.oneOf("OrderedReady", "Parallel")),
  }),
});

export interface StatefulSet extends Static<typeof statefulSetShape> {}
export const statefulSet: Shape<StatefulSet> = statefulSetShape;

const daemonSetShape = t.object({
  apiVersion: t.oneOf("apps/v1"),
  kind: t.oneOf("DaemonSet"),
  metadata: objectMeta,
  spec: t.object({ selector: labelSelector, template: podTemplate }),
});

export interface DaemonSet extends Static<typeof daemonSetShape> {}
export const daemonSet: Shape<DaemonSet> = daemonSetShape;

const replicaSetShape = t.object({
  apiVersion: t.oneOf("apps/v1"),
  kind: t.oneOf("ReplicaSet"),
  metadata: objectMeta,
  spec: t.object({ replicas: t.opt(t.number), selector: labelSelector, template: t.opt(podTemplate) }),
});

export interface ReplicaSet extends Static<typeof replicaSetShape> {}
export const replicaSet: Shape<ReplicaSet> = replicaSetShape;

const replicationControllerShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("ReplicationController"),
  metadata: objectMeta,
  spec: t.object({
    replicas: t.opt(t.number),
    selector: t.opt(t.map(t.string)),
    template: t.opt(podTemplate),
  }),
});

export interface ReplicationController extends Static<typeof replicationControllerShape> {}
export const replicationController: Shape<ReplicationController> = replicationControllerShape;

const jobSpec = t.object({
  template: podTemplate,
  activeDeadlineSeconds: t.opt(t.number),
  backoffLimit: t.opt(t.number),
  completions: t.opt(t.number),
  parallelism: t.opt(t.number),
  suspend: t.opt(t.boolean),
  ttlSecondsAfterFinished: t.opt(t.number),
});

const jobShape = t.object({
  apiVersion: t.oneOf("batch/v1"),
  kind: t.oneOf("Job"),
  metadata: objectMeta,
  spec: jobSpec,
});

export interface Job extends Static<typeof jobShape> {}
export const job: Shape<Job> = jobShape;

const cronJobShape = t.object({
  apiVersion: t.oneOf("batch/v1"),
  kind: t.oneOf("CronJob"),
  metadata: objectMeta,
  spec: t.object({
    schedule: t.string,
    timeZone: t.opt(t.string),
    concurrencyPolicy: t.opt(t.oneOf("Allow", "Forbid", "Replace")),
    suspend: t.opt(t.boolean),
    jobTemplate: t.object({ metadata: t.opt(objectMeta), spec: jobSpec }),
  }),
});

export interface CronJob extends Static<typeof cronJobShape> {}
export const cronJob: Shape<CronJob> = cronJobShape;
