# METADATA
# title: k8srequiredlabels
# description: Objects say who owns them and how sensitive their data is.
package k8srequiredlabels

# METADATA
# title: every required label is present
# labels:
#   rule: every required label is present
#   effect: deny
violation contains {"msg": msg, "details": {"label": label, "rule": "every required label is present"}} if {
	concerned
	some label in input.parameters.labels
	not label in given
	msg := $"missing label {label}"
}

given contains label if some label, _ in input.review.object.metadata.labels

concerned if input.review.kind == {"group": "", "version": "v1", "kind": "Namespace"}

concerned if input.review.kind == {"group": "apps", "version": "v1", "kind": "Deployment"}
