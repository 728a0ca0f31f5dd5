# METADATA
# title: k8sleastprivilege
# description: "Least privilege: roles name what they permit, and nothing has all of it."
package k8sleastprivilege

# METADATA
# title: no wildcards
# labels:
#   rule: no wildcards
#   effect: deny
violation contains {"msg": $"a rule {whole}", "details": {"rule": "no wildcards"}} if {
	some part, whole in {
		"verbs": "permits every verb",
		"apiGroups": "is for every API group",
		"resources": "is for every resource",
		"nonResourceURLs": "is for every URL",
	}
	some rule in input.review.object.rules
	"*" in rule[part]
}

# METADATA
# title: no way around the role
# labels:
#   rule: no way around the role
#   effect: deny
violation contains {"msg": msg, "details": {"verb": verb, "rule": "no way around the role"}} if {
	some rule in input.review.object.rules
	some verb in rule.verbs
	verb in {"bind", "escalate", "impersonate"}
	msg := $"a rule permits to {verb}"
}

# METADATA
# title: cluster-admin is bound to nobody else
# labels:
#   rule: cluster-admin is bound to nobody else
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "cluster-admin is bound to nobody else"}} if {
	input.review.object.roleRef.kind == "ClusterRole"
	input.review.object.roleRef.name == "cluster-admin"
	not name in input.parameters.administrators
	msg := $"{name} binds cluster-admin"
}

# METADATA
# title: no binding of groups that are too large
# labels:
#   rule: no binding of groups that are too large
#   effect: deny
violation contains {"msg": msg, "details": {"group": subject.name, "rule": "no binding of groups that are too large"}} if {
	some subject in input.review.object.subjects
	subject.kind == "Group"
	subject.name in {"system:masters", "system:authenticated", "system:unauthenticated"}
	msg := $"a binding is for {subject.name}"
}

default name := ""

name := input.review.object.metadata.name if input.review.object.metadata.name != null
