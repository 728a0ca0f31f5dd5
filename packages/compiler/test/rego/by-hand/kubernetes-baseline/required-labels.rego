# METADATA
# title: k8srequiredlabels
# description: Objects, and the pods that they make, say who owns them and how sensitive their data is.
package k8srequiredlabels

# METADATA
# title: every required label is present
# labels:
#   rule: every required label is present
#   effect: deny
violation contains {"msg": msg, "details": {"label": label, "rule": "every required label is present"}} if {
	some label in input.parameters.labels
	not input.review.object.metadata.labels[label]
	msg := $"missing label {label}"
}

# METADATA
# title: every required label is present in templates
# description: Pods have the labels of their template, not those of what made them.
# labels:
#   rule: every required label is present in templates
#   effect: deny
violation contains {"msg": msg, "details": {"label": label, "rule": "every required label is present in templates"}} if {
	some template in templates
	some label in input.parameters.labels
	not template.metadata.labels[label]
	msg := $"missing label {label} of its pods"
}

templates contains input.review.object.spec.jobTemplate.spec.template if input.review.kind.kind == "CronJob"

templates contains template if {
	input.review.kind.kind in {"DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"}
	template := input.review.object.spec.template
	template != null
}
