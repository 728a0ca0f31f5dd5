# METADATA
# title: k8shostpaths
# description: "For what must see its node, such as an agent that ships logs: the baseline forbids all host paths."
package k8shostpaths

# METADATA
# title: approved host paths only
# labels:
#   rule: approved host paths only
#   effect: deny
violation contains {"msg": msg, "details": {"path": path, "rule": "approved host paths only"}} if {
	some volume in pod_spec.volumes
	path := volume.hostPath.path
	not path in input.parameters.paths
	msg := $"volume {volume.name} mounts {path}"
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}
