# METADATA
# title: k8sbaselineprivileges
# description: "Baseline: what containers may not be given."
package k8sbaselineprivileges

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
# title: no unusual capabilities
# labels:
#   rule: no unusual capabilities
#   effect: deny
violation contains {"msg": msg, "details": {"capability": capability, "rule": "no unusual capabilities"}} if {
	some container in containers
	some capability in container.securityContext.capabilities.add
	not capability in usual_capabilities
	msg := $"container {container.name} adds {capability}"
}

# METADATA
# title: the usual /proc
# description: "A pod in a user namespace of its own may unmask /proc: there it shows nothing of the node."
# labels:
#   rule: the usual /proc
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "the usual /proc"}} if {
	not pod_spec.hostUsers == false
	some container in containers
	not object.get(container, ["securityContext", "procMount"], null) in {"Default", null}
	msg := $"container {container.name} unmasks /proc"
}

# METADATA
# title: safe sysctls only
# labels:
#   rule: safe sysctls only
#   effect: deny
violation contains {"msg": msg, "details": {"sysctl": sysctl.name, "rule": "safe sysctls only"}} if {
	some sysctl in pod_spec.securityContext.sysctls
	not sysctl.name in safe_sysctls
	msg := $"the pod sets {sysctl.name}"
}

# What container runtimes give to a container that asks for nothing.
usual_capabilities := {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}

# What concerns the pod alone: the list of Kubernetes 1.32 to 1.35.
safe_sysctls := {"kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem"}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
