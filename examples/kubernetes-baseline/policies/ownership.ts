import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { regexMatches } from "@bylaw/dsl/patterns";
import { namespacesAndWorkloads, podTemplates } from "./workload.ts";

type Labels = Readonly<Record<string, string>> | undefined;

const namesTeam = (labels: Labels) => regexMatches("^team-[a-z0-9-]+$", labels?.owner ?? "");

const isClassified = (labels: Labels) =>
  ["public", "internal", "confidential", "restricted"].includes(labels?.["data-classification"] ?? "");

/** Who answers for an object and the pods that it makes, and how sensitive their data is. */
export default gatekeeperPolicy({
  kind: "K8sOwnership",
  match: namespacesAndWorkloads,
  violation: {
    *"a team owns it"({ review }) {
      if (!namesTeam(review.object.metadata.labels)) yield { msg: "the label owner names no team" };
    },

    *"its data is classified"({ review }) {
      if (!isClassified(review.object.metadata.labels))
        yield { msg: "the label data-classification is none of the four" };
    },

    /** Pods have the labels of their template, not those of what made them. */
    *"a team owns its pods"({ review }) {
      for (const { metadata } of podTemplates(review.object)) {
        if (!namesTeam(metadata?.labels)) yield { msg: "the label owner of its pods names no team" };
      }
    },

    *"the data of its pods is classified"({ review }) {
      for (const { metadata } of podTemplates(review.object)) {
        if (!isClassified(metadata?.labels))
          yield { msg: "the label data-classification of its pods is none of the four" };
      }
    },
  },
});
