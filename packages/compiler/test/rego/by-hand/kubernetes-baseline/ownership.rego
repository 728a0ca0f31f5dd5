# METADATA
# title: k8sownership
# description: Who answers for an object and the pods that it makes, and how sensitive their data is.
package k8sownership

# METADATA
# title: a team owns it
# labels:
#   rule: a team owns it
#   effect: deny
violation contains {"msg": "the label owner names no team", "details": {"rule": "a team owns it"}} if {
	not names_team(input.review.object)
}

# METADATA
# title: its data is classified
# labels:
#   rule: its data is classified
#   effect: deny
violation contains {"msg": "the label data-classification is none of the four", "details": {"rule": "its data is classified"}} if {
	not is_classified(input.review.object)
}

# METADATA
# title: a team owns its pods
# description: Pods have the labels of their template, not those of what made them.
# labels:
#   rule: a team owns its pods
#   effect: deny
violation contains {"msg": "the label owner of its pods names no team", "details": {"rule": "a team owns its pods"}} if {
	some template in templates
	not names_team(template)
}

# METADATA
# title: the data of its pods is classified
# labels:
#   rule: the data of its pods is classified
#   effect: deny
violation contains {"msg": "the label data-classification of its pods is none of the four", "details": {"rule": "the data of its pods is classified"}} if {
	some template in templates
	not is_classified(template)
}

names_team(object) if regex.match("^team-[a-z0-9-]+$", object.metadata.labels.owner)

is_classified(object) if object.metadata.labels["data-classification"] in {"public", "internal", "confidential", "restricted"}

templates contains input.review.object.spec.jobTemplate.spec.template if input.review.kind.kind == "CronJob"

templates contains template if {
	input.review.kind.kind in {"DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"}
	template := input.review.object.spec.template
	template != null
}
