# METADATA
# title: k8srestrictedprivileges
# description: "Restricted: what containers must give up. What Linux alone has is not asked of pods for Windows."
package k8srestrictedprivileges

# METADATA
# title: no privilege escalation
# labels:
#   rule: no privilege escalation
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no privilege escalation"}} if {
	not on_windows
	some container in containers
	object.get(container, ["securityContext", "allowPrivilegeEscalation"], true) != false
	msg := $"container {container.name} may gain privileges"
}

# METADATA
# title: all capabilities are dropped
# labels:
#   rule: all capabilities are dropped
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "all capabilities are dropped"}} if {
	not on_windows
	some container in containers
	not drops_all(container)
	msg := $"container {container.name} does not drop ALL capabilities"
}

# METADATA
# title: no capability but NET_BIND_SERVICE
# labels:
#   rule: no capability but NET_BIND_SERVICE
#   effect: deny
violation contains {"msg": msg, "details": {"capability": capability, "rule": "no capability but NET_BIND_SERVICE"}} if {
	not on_windows
	some container in containers
	some capability in container.securityContext.capabilities.add
	capability != "NET_BIND_SERVICE"
	msg := $"container {container.name} adds {capability}"
}

# METADATA
# title: a seccomp profile confines
# description: A container that says nothing has the profile of its pod.
# labels:
#   rule: a seccomp profile confines
#   effect: deny
violation contains {"msg": "the pod is not confined by seccomp", "details": {"rule": "a seccomp profile confines"}} if {
	not on_windows
	profile_of(pod_spec) == "Unconfined"
}

# METADATA
# title: a seccomp profile confines
# description: A container that says nothing has the profile of its pod.
# labels:
#   rule: a seccomp profile confines
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "a seccomp profile confines"}} if {
	not on_windows
	some container in containers
	not is_confined(container)
	msg := $"container {container.name} has no seccomp profile"
}

# METADATA
# title: the usual /proc
# description: Even in a user namespace.
# labels:
#   rule: the usual /proc
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "the usual /proc"}} if {
	some container in containers
	not object.get(container, ["securityContext", "procMount"], null) in {"Default", null}
	msg := $"container {container.name} unmasks /proc"
}

on_windows if pod_spec.os.name == "windows"

drops_all(container) if "ALL" in container.securityContext.capabilities.drop

profile_of(part) := type if {
	type := part.securityContext.seccompProfile.type
	type != null
}

is_confined(container) if profile_of(container) in {"RuntimeDefault", "Localhost"}

is_confined(container) if {
	not profile_of(container)
	profile_of(pod_spec) in {"RuntimeDefault", "Localhost"}
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
