# METADATA
# title: k8sdefaultdeny
# description: "Every namespace begins closed: nothing runs in one before a network policy denies by default, and the audit names those that have none. A namespace is created empty, so that its creation passes."
package k8sdefaultdeny

# METADATA
# title: the namespace denies by default
# labels:
#   rule: the namespace denies by default
#   effect: deny
violation contains {"msg": msg, "details": {"type": type, "rule": "the namespace denies by default"}} if {
	not creates_namespace
	some type in input.parameters.directions
	not is_denied(type)
	msg := $"namespace {namespace} has no network policy that denies all {type}"
}

creates_namespace if {
	input.review.kind.kind == "Namespace"
	input.review.operation == "CREATE"
}

is_denied(type) if {
	some policy in data.inventory.namespace[namespace]["networking.k8s.io/v1"].NetworkPolicy
	is_for_all(policy)
	type in policy.spec.policyTypes
	object.get(policy.spec, lower(type), null) in {[], null}
}

is_for_all(policy) if {
	object.get(policy.spec, ["podSelector", "matchLabels"], null) in {{}, null}
	object.get(policy.spec, ["podSelector", "matchExpressions"], null) in {[], null}
}

default namespace := ""

namespace := input.review.object.metadata.name if {
	input.review.kind.kind == "Namespace"
	input.review.object.metadata.name != null
}

namespace := input.review.namespace if {
	input.review.kind.kind != "Namespace"
	input.review.namespace != null
}
