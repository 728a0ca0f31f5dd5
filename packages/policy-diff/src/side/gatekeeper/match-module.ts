/** The package of {@link matchModule}. */
export const matchPackage = "gatekeeper_match";

/**
 * Whether a constraint is about a review, as Gatekeeper decides it (pkg/target/matcher.go, pkg/mutation/match/match.go,
 * pkg/wildcard). It is written in Rego, so that it is a part of the decision that is compared and confirmed.
 */
export const matchModule = `package ${matchPackage}

import rego.v1

# One of the two objects is enough.
matches(match, review) if {
	some candidate in [review.object, review.oldObject]
	is_object(candidate)
	of_kind(match, candidate)
	in_scope(match, namespace_of(review, candidate), candidate)
	in_namespaces(match, namespace_of(review, candidate))
	not excluded(match, namespace_of(review, candidate))
	with_labels(match, candidate)
	in_labelled_namespace(match, review, candidate)
	named(match, candidate)
}

of_kind(match, _) if not match.kinds

of_kind(match, candidate) if {
	some entry in match.kinds
	listed(entry.kinds, object.get(candidate, "kind", ""))
	listed(entry.apiGroups, group_of(candidate))
}

listed(names, _) if count(names) == 0

listed(names, name) if {
	some wanted in names
	wanted in {"*", name}
}

group_of(candidate) := group if {
	[group, _] := split(candidate.apiVersion, "/")
} else := ""

is_namespace(candidate) if {
	candidate.kind == "Namespace"
	group_of(candidate) == ""
}

namespace_of(_, candidate) := object.get(candidate, ["metadata", "name"], "") if is_namespace(candidate)

namespace_of(review, candidate) := namespace if {
	not is_namespace(candidate)
	own := object.get(candidate, ["metadata", "namespace"], "")
	namespace := object.get(review, "namespace", own)
}

in_scope(match, _, _) if not match.scope

in_scope(match, "", _) if match.scope == "Cluster"

in_scope(match, namespace, candidate) if {
	namespace != ""
	match.scope == "Cluster"
	is_namespace(candidate)
}

in_scope(match, namespace, candidate) if {
	match.scope == "Namespaced"
	not is_namespace(candidate)
	namespace != ""
}

in_namespaces(match, _) if not match.namespaces

in_namespaces(_, "")

in_namespaces(match, namespace) if {
	some pattern in match.namespaces
	fits(pattern, namespace)
}

excluded(match, namespace) if {
	namespace != ""
	some pattern in match.excludedNamespaces
	fits(pattern, namespace)
}

fits(pattern, text) if {
	startswith(pattern, "*")
	endswith(pattern, "*")
	contains(text, trim_suffix(trim_prefix(pattern, "*"), "*"))
}

fits(pattern, text) if {
	startswith(pattern, "*")
	not endswith(pattern, "*")
	endswith(text, trim_prefix(pattern, "*"))
}

fits(pattern, text) if {
	not startswith(pattern, "*")
	endswith(pattern, "*")
	startswith(text, trim_suffix(pattern, "*"))
}

fits(text, text)

with_labels(match, _) if not match.labelSelector

with_labels(match, candidate) if selects(match.labelSelector, labels_of(candidate))

in_labelled_namespace(match, _, _) if not match.namespaceSelector

in_labelled_namespace(match, _, candidate) if {
	is_namespace(candidate)
	selects(match.namespaceSelector, labels_of(candidate))
}

in_labelled_namespace(match, review, candidate) if {
	match.namespaceSelector
	not is_namespace(candidate)
	namespace_of(review, candidate) == ""
}

in_labelled_namespace(match, review, candidate) if {
	not is_namespace(candidate)
	namespace_of(review, candidate) != ""
	selects(match.namespaceSelector, labels_of(object.get(review, "namespaceObject", {})))
}

labels_of(candidate) := labels if {
	labels := candidate.metadata.labels
	is_object(labels)
	every label in labels { is_string(label) }
} else := {}

selects(selector, labels) if {
	every key, value in selector.matchLabels { labels[key] == value }
	every expression in selector.matchExpressions { holds(expression, labels) }
}

holds(expression, labels) if {
	expression.operator == "In"
	has_value(expression, labels)
}

holds(expression, labels) if {
	expression.operator == "NotIn"
	not has_value(expression, labels)
}

has_value(expression, labels) if labels[expression.key] in expression.values

holds(expression, labels) if {
	expression.operator == "Exists"
	expression.key in object.keys(labels)
}

holds(expression, labels) if {
	expression.operator == "DoesNotExist"
	not expression.key in object.keys(labels)
}

named(match, _) if not match.name

named(match, candidate) if fits(match.name, object.get(candidate, ["metadata", "name"], ""))

named(match, candidate) if {
	endswith(match.name, "*")
	fits(match.name, object.get(candidate, ["metadata", "generateName"], ""))
}
`;
