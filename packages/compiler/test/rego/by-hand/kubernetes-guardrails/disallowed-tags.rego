# METADATA
# title: k8sdisallowedtags
# description: "Labels whose values say that something is on its way out: neither an object nor its namespace may have them."
package k8sdisallowedtags

# METADATA
# title: the object has no disallowed tag
# labels:
#   rule: the object has no disallowed tag
#   effect: deny
violation contains {"msg": msg, "details": {"label": label, "rule": "the object has no disallowed tag"}} if {
	some label, tag in input.review.object.metadata.labels
	tag in input.parameters.disallowedTags
	msg := $"the label {label} has a disallowed value: {message}"
}

# METADATA
# title: its namespace is known
# description: A namespace that Gatekeeper does not replicate may have any tag.
# labels:
#   rule: its namespace is known
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "its namespace is known"}} if {
	not data.inventory.cluster.v1.Namespace[namespace]
	msg := $"nothing is known of the namespace {namespace}"
}

# METADATA
# title: its namespace has no disallowed tag
# labels:
#   rule: its namespace has no disallowed tag
#   effect: deny
violation contains {"msg": msg, "details": {"label": label, "rule": "its namespace has no disallowed tag"}} if {
	some label, tag in data.inventory.cluster.v1.Namespace[namespace].metadata.labels
	tag in input.parameters.disallowedTags
	msg := $"the label {label} of the namespace has a disallowed value"
}

default message := "not allowed"

message := input.parameters.message if input.parameters.message != null

default namespace := ""

namespace := input.review.namespace if input.review.namespace != null
