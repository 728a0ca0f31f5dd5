# METADATA
# title: k8sbaselineprofiles
# description: "Baseline: profiles that confine a pod may be chosen, and not switched off."
package k8sbaselineprofiles

# METADATA
# title: AppArmor confines
# labels:
#   rule: AppArmor confines
#   effect: deny
violation contains {"msg": "the pod is not confined by AppArmor", "details": {"rule": "AppArmor confines"}} if {
	pod.spec.securityContext.appArmorProfile.type == "Unconfined"
}

# METADATA
# title: AppArmor confines
# labels:
#   rule: AppArmor confines
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "AppArmor confines"}} if {
	some container in containers
	container.securityContext.appArmorProfile.type == "Unconfined"
	msg := $"container {container.name} is not confined by AppArmor"
}

# METADATA
# title: AppArmor confines, in annotations too
# description: How it was said before Kubernetes 1.30.
# labels:
#   rule: AppArmor confines, in annotations too
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "AppArmor confines, in annotations too"}} if {
	some key, profile in pod.metadata.annotations
	startswith(key, "container.apparmor.security.beta.kubernetes.io/")
	not profile in {"", "runtime/default"}
	not startswith(profile, "localhost/")
	msg := $"the annotation {key} is {profile}"
}

# METADATA
# title: the usual SELinux types
# labels:
#   rule: the usual SELinux types
#   effect: deny
violation contains {"msg": "the pod has an SELinux type of its own", "details": {"rule": "the usual SELinux types"}} if {
	has_own_type(pod.spec)
}

# METADATA
# title: the usual SELinux types
# labels:
#   rule: the usual SELinux types
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "the usual SELinux types"}} if {
	some container in containers
	has_own_type(container)
	msg := $"container {container.name} has an SELinux type of its own"
}

# METADATA
# title: no SELinux users and roles
# labels:
#   rule: no SELinux users and roles
#   effect: deny
violation contains {"msg": "the pod has an SELinux user or role", "details": {"rule": "no SELinux users and roles"}} if {
	has_user_or_role(pod.spec)
}

# METADATA
# title: no SELinux users and roles
# labels:
#   rule: no SELinux users and roles
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no SELinux users and roles"}} if {
	some container in containers
	has_user_or_role(container)
	msg := $"container {container.name} has an SELinux user or role"
}

# METADATA
# title: seccomp confines
# labels:
#   rule: seccomp confines
#   effect: deny
violation contains {"msg": "the pod is not confined by seccomp", "details": {"rule": "seccomp confines"}} if {
	pod.spec.securityContext.seccompProfile.type == "Unconfined"
}

# METADATA
# title: seccomp confines
# labels:
#   rule: seccomp confines
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "seccomp confines"}} if {
	some container in containers
	container.securityContext.seccompProfile.type == "Unconfined"
	msg := $"container {container.name} is not confined by seccomp"
}

has_own_type(part) if {
	type := part.securityContext.seLinuxOptions.type
	not type in {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", null}
}

has_user_or_role(part) if {
	some key in ["user", "role"]
	not object.get(part, ["securityContext", "seLinuxOptions", key], null) in {"", null}
}

pod := input.review.object if input.review.kind.kind == "Pod"

pod := input.review.object.spec.jobTemplate.spec.template if input.review.kind.kind == "CronJob"

pod := input.review.object.spec.template if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod.spec[list]
}
