import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { regexMatches } from "@bylaw/dsl/patterns";

const classifications = ["public", "internal", "confidential", "restricted"];

/** Who answers for an object, and how sensitive its data is. */
export default gatekeeperPolicy({
  kind: "K8sOwnership",
  match: ["v1/Namespace", "apps/v1/Deployment"],
  violation: {
    *"a team owns it"({ review }) {
      if (!regexMatches("^team-[a-z0-9-]+$", review.object.metadata.labels?.owner ?? ""))
        yield { msg: "the label owner names no team" };
    },

    *"its data is classified"({ review }) {
      if (!classifications.includes(review.object.metadata.labels?.["data-classification"] ?? ""))
        yield { msg: "the label data-classification is none of the four" };
    },
  },
});
