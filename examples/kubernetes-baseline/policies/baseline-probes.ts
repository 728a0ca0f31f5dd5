import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { Container } from "@bylaw/dsl/kubernetes";
import { containers, podSpecs, workloads } from "./workload.ts";

/** The hosts that a container's probes and hooks ask, other than its own pod. */
const askedHosts = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container) =>
  [
    livenessProbe?.httpGet?.host ?? "",
    livenessProbe?.tcpSocket?.host ?? "",
    readinessProbe?.httpGet?.host ?? "",
    readinessProbe?.tcpSocket?.host ?? "",
    startupProbe?.httpGet?.host ?? "",
    startupProbe?.tcpSocket?.host ?? "",
    lifecycle?.postStart?.httpGet?.host ?? "",
    lifecycle?.postStart?.tcpSocket?.host ?? "",
    lifecycle?.preStop?.httpGet?.host ?? "",
    lifecycle?.preStop?.tcpSocket?.host ?? "",
  ].join("");

/** Baseline, since Kubernetes 1.34: the kubelet would ask another host in the container's place. */
export default gatekeeperPolicy({
  kind: "K8sBaselineProbes",
  match: workloads,
  violation: {
    *"probes and hooks stay in their pod"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const container of containers(spec)) {
          if (askedHosts(container) !== "")
            yield { msg: `container ${container.name} has a probe or hook for another host` };
        }
      }
    },
  },
});
