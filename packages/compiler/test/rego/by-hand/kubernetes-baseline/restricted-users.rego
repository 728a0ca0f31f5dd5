# METADATA
# title: k8srestrictedusers
# description: "Restricted: who containers run as. In a user namespace of its own (`hostUsers: false`), root is nobody on the node."
package k8srestrictedusers

# METADATA
# title: must not run as root
# labels:
#   rule: must not run as root
#   effect: deny
violation contains {"msg": "the pod may run as root", "details": {"rule": "must not run as root"}} if {
	not in_user_namespace
	pod_spec.securityContext.runAsNonRoot == false
}

# METADATA
# title: must not run as root
# labels:
#   rule: must not run as root
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "must not run as root"}} if {
	not in_user_namespace
	some container in containers
	not is_non_root(container)
	msg := $"container {container.name} may run as root"
}

# METADATA
# title: no root user
# labels:
#   rule: no root user
#   effect: deny
violation contains {"msg": "the pod runs as user 0", "details": {"rule": "no root user"}} if {
	not in_user_namespace
	pod_spec.securityContext.runAsUser == 0
}

# METADATA
# title: no root user
# labels:
#   rule: no root user
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no root user"}} if {
	not in_user_namespace
	some container in containers
	container.securityContext.runAsUser == 0
	msg := $"container {container.name} runs as user 0"
}

in_user_namespace if pod_spec.hostUsers == false

is_non_root(container) if container.securityContext.runAsNonRoot == true

is_non_root(container) if {
	object.get(container, ["securityContext", "runAsNonRoot"], null) == null
	pod_spec.securityContext.runAsNonRoot == true
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
