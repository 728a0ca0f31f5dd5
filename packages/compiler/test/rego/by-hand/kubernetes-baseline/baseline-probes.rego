# METADATA
# title: k8sbaselineprobes
# description: "Baseline, since Kubernetes 1.34: the kubelet would ask another host in the container's place."
package k8sbaselineprobes

# METADATA
# title: probes and hooks stay in their pod
# labels:
#   rule: probes and hooks stay in their pod
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "probes and hooks stay in their pod"}} if {
	some container in containers
	asks_another_host(container)
	msg := $"container {container.name} has a probe or hook for another host"
}

asks_another_host(container) if {
	some probe in ["livenessProbe", "readinessProbe", "startupProbe"]
	some action in ["httpGet", "tcpSocket"]
	host := container[probe][action].host
	not host in {"", null}
}

asks_another_host(container) if {
	some hook in ["postStart", "preStop"]
	some action in ["httpGet", "tcpSocket"]
	host := container.lifecycle[hook][action].host
	not host in {"", null}
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
