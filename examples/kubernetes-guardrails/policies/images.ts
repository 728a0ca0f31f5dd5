import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { imageReference } from "@bylaw/dsl/image";
import type { Container } from "@bylaw/dsl/kubernetes";
import { t } from "@bylaw/dsl/schema";
import { containers, podSpec } from "./pods.ts";

const referenceOf = ({ image }: Container) => (image === undefined ? undefined : imageReference(image));

/** Images come from registries that are trusted, and say which version they are. */
export default gatekeeperPolicy({
  kind: "K8sTrustedImages",
  match: ["v1/Pod", "apps/v1/Deployment", "batch/v1/CronJob"],
  parameters: t.object({ registries: t.array(t.string), disallowedTags: t.array(t.string) }),
  violation: {
    *"approved registries only"({ review, parameters }) {
      const { registries } = parameters;
      for (const container of containers(podSpec(review.object))) {
        const reference = referenceOf(container);
        if (reference === undefined || !registries.includes(reference.registry))
          yield { msg: `container ${container.name} uses ${container.image ?? "no image"}` };
      }
    },

    /** An image without a tag is the one that is called latest. */
    *"no disallowed tags"({ review, parameters }) {
      for (const container of containers(podSpec(review.object))) {
        const reference = referenceOf(container);
        if (reference === undefined || reference.digest !== undefined) continue;
        const tag = reference.tag ?? "latest";
        if (parameters.disallowedTags.includes(tag))
          yield { msg: `container ${container.name} uses the tag ${tag}`, details: { tag } };
      }
    },
  },
});
