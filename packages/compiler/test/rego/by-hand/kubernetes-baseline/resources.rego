# METADATA
# title: k8sresources
# description: What containers need and may take, so that one cannot starve the others of its node.
package k8sresources

# METADATA
# title: every container says what it needs
# labels:
#   rule: every container says what it needs
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "every container says what it needs"}} if {
	some container in containers
	not container.resources.requests.cpu
	msg := $"container {container.name} requests no cpu"
}

# METADATA
# title: every container says what it needs
# labels:
#   rule: every container says what it needs
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "every container says what it needs"}} if {
	some container in containers
	not container.resources.requests.memory
	msg := $"container {container.name} requests no memory"
}

# METADATA
# title: memory is limited to 8Gi
# description: A limit that cannot be read is none. Processor time is shared without one.
# labels:
#   rule: memory is limited to 8Gi
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "memory is limited to 8Gi"}} if {
	some container in containers
	not is_limited(container)
	msg := $"container {container.name} has no memory limit of at most 8Gi"
}

is_limited(container) if amount(container.resources.limits.memory) <= 8589934592

amount(quantity) := to_number(parts[1]) * factors[parts[2]] if {
	[parts] := regex.find_all_string_submatch_n("^\\+?([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i)?$", quantity, 1)
}

amount(quantity) := quantity if {
	is_number(quantity)
	quantity >= 0
	quantity == floor(quantity)
}

factors := {"n": 0.000000001, "u": 0.000001, "m": 0.001, "": 1, "k": 1000, "M": 1000000, "G": 1000000000, "T": 1000000000000, "P": 1000000000000000, "E": 1000000000000000000, "Ki": 1024, "Mi": 1048576, "Gi": 1073741824, "Ti": 1099511627776, "Pi": 1125899906842624, "Ei": 1152921504606846976}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers"]
	some container in pod_spec[list]
}
