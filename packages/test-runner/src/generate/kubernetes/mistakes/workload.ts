import { leavingOut, type Mistake, saying, setting } from "./mistake.ts";
import { podMistakes } from "./pod.ts";

const template = ["spec", "template"] as const;

const replicas = setting("fewer than no pods", ["spec", "replicas"], -1);

const ofTemplate: readonly Mistake[] = [
  ...podMistakes([...template, "spec"]),
  leavingOut("a template without a spec", [...template, "spec"]),
  setting("a template's label with a blank", [...template, "metadata", "labels"], { app: "my app" }),
];

const ofController: readonly Mistake[] = [
  ...ofTemplate,
  setting("pods that are never started again", [...template, "spec", "restartPolicy"], "Never"),
];

const ofSelector: readonly Mistake[] = [
  leavingOut("no selector", ["spec", "selector"]),
  setting("a selector of nothing", ["spec", "selector"], {}),
  setting("a selector of other pods", ["spec", "selector"], {
    matchLabels: { "other.example.org/app": "no" },
  }),
  setting(
    "a selector with an unknown operator",
    ["spec", "selector", "matchExpressions"],
    [{ key: "app", operator: "Like", values: ["web"] }],
  ),
];

const jobMistakes = (spec: readonly string[]): readonly Mistake[] => [
  ...podMistakes([...spec, "template", "spec"]),
  setting("a job that never ends", [...spec, "template", "spec", "restartPolicy"], "Always"),
  leavingOut("a job that says nothing of restarts", [...spec, "template", "spec", "restartPolicy"]),
  setting("fewer than no pods at a time", [...spec, "parallelism"], -1),
  setting("fewer than no tries", [...spec, "backoffLimit"], -1),
  setting("a negative deadline", [...spec, "activeDeadlineSeconds"], -1),
  setting("fewer than no completions", [...spec, "completions"], -1),
];

/** What can be wrong with what runs pods. */
export const workloadMistakes: Readonly<Record<string, readonly Mistake[]>> = {
  Pod: podMistakes(["spec"]),
  DaemonSet: [...ofController, ...ofSelector],
  Deployment: [
    ...ofController,
    ...ofSelector,
    replicas,
    setting("an unknown strategy", ["spec", "strategy"], { type: "Slowly" }),
    setting("no pod more and no pod less", ["spec", "strategy"], {
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 0, maxUnavailable: 0 },
    }),
    setting("two strategies", ["spec", "strategy"], { type: "Recreate", rollingUpdate: { maxSurge: 1 } }),
  ],
  ReplicaSet: [...ofController, ...ofSelector, replicas],
  StatefulSet: [
    ...ofController,
    ...ofSelector,
    replicas,
    setting("pods managed in no known way", ["spec", "podManagementPolicy"], "Random"),
  ],
  ReplicationController: [
    ...ofController,
    replicas,
    setting("a selector of other pods", ["spec", "selector"], { "other.example.org/app": "no" }),
  ],
  Job: jobMistakes(["spec"]),
  CronJob: [
    ...jobMistakes(["spec", "jobTemplate", "spec"]),
    setting("a time that is none", ["spec", "schedule"], "every day"),
    setting("minute 61", ["spec", "schedule"], "61 * * * *"),
    setting("an unknown time zone", ["spec", "timeZone"], "Mars/Olympus"),
    setting("several at once in no known way", ["spec", "concurrencyPolicy"], "Maybe"),
    saying("a name that leaves no room for its jobs", ["metadata"], { name: "a".repeat(53) }),
  ],
};
