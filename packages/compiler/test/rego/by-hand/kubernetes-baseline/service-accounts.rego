# METADATA
# title: k8sserviceaccounts
# description: "Service accounts: which roles of AWS they stand for, and that the default one is nobody."
package k8sserviceaccounts

# METADATA
# title: a role is one of AWS
# labels:
#   rule: a role is one of AWS
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "a role is one of AWS"}} if {
	role != ""
	not regex.match("^arn:aws(?:-cn|-us-gov)?:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", role)
	msg := $"the annotation eks.amazonaws.com/role-arn names no role: {role}"
}

# METADATA
# title: a role is one of the namespace's
# labels:
#   rule: a role is one of the namespace's
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "a role is one of the namespace's"}} if {
	role != ""
	not input.parameters.roles[namespace]
	msg := $"service accounts of {namespace} may take on no role"
}

# METADATA
# title: a role is one of the namespace's
# labels:
#   rule: a role is one of the namespace's
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "a role is one of the namespace's"}} if {
	role != ""
	prefix := input.parameters.roles[namespace]
	not startswith(role, prefix)
	msg := $"{role} is no role of {namespace}"
}

# METADATA
# title: the default service account is nobody
# labels:
#   rule: the default service account is nobody
#   effect: deny
violation contains {"msg": "the default service account has a role", "details": {"rule": "the default service account is nobody"}} if {
	input.review.object.metadata.name == "default"
	role != ""
}

# METADATA
# title: the default service account is nobody
# labels:
#   rule: the default service account is nobody
#   effect: deny
violation contains {"msg": "the default service account gives its token to every pod", "details": {"rule": "the default service account is nobody"}} if {
	input.review.object.metadata.name == "default"
	not input.review.object.automountServiceAccountToken == false
}

role := input.review.object.metadata.annotations["eks.amazonaws.com/role-arn"]

default namespace := ""

namespace := input.review.namespace if input.review.namespace != null
