# METADATA
# title: k8sguardrails
# description: What no workload may do, whatever its team needs.
package k8sguardrails

# METADATA
# title: no privileged containers
# labels:
#   rule: no privileged containers
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no privileged containers"}} if {
	some container in containers
	container.securityContext.privileged == true
	msg := $"container {container.name} is privileged"
}

# METADATA
# title: no host path but approved ones
# description: The paths that the constraint names are open to all.
# labels:
#   rule: no host path but approved ones
#   effect: deny
violation contains {"msg": msg, "details": {"path": path, "rule": "no host path but approved ones"}} if {
	some volume in pod_spec.volumes
	path := volume.hostPath.path
	not path in approved
	msg := $"volume {volume.name} mounts {path}"
}

default approved := []

approved := input.parameters.hostPaths if input.parameters.hostPaths != null

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.template.spec if input.review.kind.kind == "Deployment"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"
