# METADATA
# title: k8sbaselinehost
# description: "Baseline: what pods may not share with their node."
package k8sbaselinehost

# METADATA
# title: no host namespaces
# labels:
#   rule: no host namespaces
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no host namespaces"}} if {
	some namespace, shared in {
		"hostNetwork": "network",
		"hostPID": "processes",
		"hostIPC": "memory",
	}
	pod_spec[namespace] == true
	msg := $"{namespace} shares the {shared} of the node"
}

# METADATA
# title: no Windows host processes
# labels:
#   rule: no Windows host processes
#   effect: deny
violation contains {"msg": "the pod runs as a process of its node", "details": {"rule": "no Windows host processes"}} if {
	pod_spec.securityContext.windowsOptions.hostProcess == true
}

# METADATA
# title: no Windows host processes
# labels:
#   rule: no Windows host processes
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no Windows host processes"}} if {
	some container in containers
	container.securityContext.windowsOptions.hostProcess == true
	msg := $"container {container.name} runs as a process of its node"
}

# METADATA
# title: no host path volumes
# labels:
#   rule: no host path volumes
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no host path volumes"}} if {
	some volume in pod_spec.volumes
	msg := $"volume {volume.name} mounts {volume.hostPath.path} of the node"
	volume.hostPath != null
}

# METADATA
# title: no host ports
# description: Port 0 is none.
# labels:
#   rule: no host ports
#   effect: deny
violation contains {"msg": msg, "details": {"hostPort": port.hostPort, "rule": "no host ports"}} if {
	some container in containers
	some port in container.ports
	not port.hostPort in {0, null}
	msg := $"container {container.name} takes a port of the node"
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
