# METADATA
# title: k8sprobes
# description: "What serves must say how it is: the kinds whose pods run on until somebody ends them."
package k8sprobes

# METADATA
# title: every container has probes
# labels:
#   rule: every container has probes
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "every container has probes"}} if {
	some container in input.review.object.spec.template.spec.containers
	object.get(container, "livenessProbe", null) == null
	msg := $"container {container.name} has no liveness probe"
}

# METADATA
# title: every container has probes
# labels:
#   rule: every container has probes
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "every container has probes"}} if {
	some container in input.review.object.spec.template.spec.containers
	object.get(container, "readinessProbe", null) == null
	msg := $"container {container.name} has no readiness probe"
}
