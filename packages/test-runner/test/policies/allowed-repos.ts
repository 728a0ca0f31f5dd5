import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { Container } from "@bylaw/dsl/kubernetes";
import { t } from "@bylaw/dsl/schema";

const known = ["registry.example.org/", "ghcr.io/example/"];
const privileged = (container: Container) => container.securityContext?.privileged === true;

export default gatekeeperPolicy({
  kind: "K8sAllowedRepos",
  match: ["v1/Pod"],
  parameters: t.object({ repos: t.array(t.string), hostNetwork: t.opt(t.boolean) }),
  violation: {
    /** Every image comes from a registry that the constraint names. */
    *"images come from our registries"({ review, parameters }) {
      for (const { name, image } of review.object.spec.containers) {
        if (image === undefined) continue;
        if (!parameters.repos.some((repo) => image.startsWith(repo))) {
          yield {
            msg: `container ${name} uses ${image}`,
            details: { container: name, repos: parameters.repos },
          };
        }
      }
    },
    "not privileged": ({ review }) =>
      review.object.spec.containers
        .filter(privileged)
        .map((container) => ({ msg: `{${container.name}} is «privileged» ${"\u{1f600}"}` })),
    *"no host network"({ review, parameters }) {
      if (parameters.hostNetwork === true) return;
      if (review.object.spec.hostNetwork === true) yield { msg: "it uses the node's network" };
      else if (review.object.spec.hostPID === true)
        yield { msg: "it sees the node's processes", details: { pid: true } };
    },
    *"known prefixes"({ review }) {
      for (const prefix of known) {
        if (review.object.metadata.name?.startsWith(prefix) ?? false)
          yield {
            msg: `the name begins with ${prefix}`,
            details: { name: review.object.metadata.name ?? null, many: [prefix, 5] },
          };
      }
      yield* unnamed(review.object.metadata.name);
    },
  },
});

function* unnamed(name: string | undefined) {
  if (name === undefined) yield { msg: "it has no name" };
}
