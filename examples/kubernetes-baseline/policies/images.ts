import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { imageReference } from "@bylaw/dsl/image";
import { t } from "@bylaw/dsl/schema";
import { containers, podSpecs, workloads } from "./workload.ts";

/** Where images come from, and that they are the ones that were tested. */
export default gatekeeperPolicy({
  kind: "K8sImages",
  match: workloads,
  parameters: t.object({
    /** Registries, perhaps with a port: `ghcr.io`. */
    registries: t.array(t.string),
    /** Whether each image must name its digest. */
    digests: t.opt(t.boolean),
    disallowedTags: t.array(t.string),
  }),
  violation: {
    *"approved registries only"({ review, parameters }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, image } of containers(spec)) {
          const reference = imageReference(image ?? "");
          if (reference === undefined || !parameters.registries.includes(reference.registry))
            yield { msg: `container ${name} uses ${image ?? "no image"}` };
        }
      }
    },

    /** What names its digest cannot change. */
    *"no disallowed tags"({ review, parameters }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, image } of containers(spec)) {
          const reference = imageReference(image ?? "");
          if (reference?.digest === undefined && parameters.disallowedTags.includes(reference?.tag ?? ""))
            yield { msg: `container ${name} uses a disallowed tag` };
        }
      }
    },

    /** Runtimes take an image without a tag for the one that is called latest. */
    *"a tag, or a digest"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, image } of containers(spec)) {
          const reference = imageReference(image ?? "");
          if (reference?.digest === undefined && reference?.tag === undefined)
            yield { msg: `container ${name} names no version of its image` };
        }
      }
    },

    *"a digest, where it is asked for"({ review, parameters }) {
      if (parameters.digests !== true) return;
      for (const spec of podSpecs(review.object)) {
        for (const { name, image } of containers(spec)) {
          if (imageReference(image ?? "")?.digest === undefined)
            yield { msg: `container ${name} does not name the digest of its image` };
        }
      }
    },
  },
});
