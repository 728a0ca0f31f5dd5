# METADATA
# title: iam
# description: Which permissions a plan may give away.
package iam

# METADATA
# title: no statement permits every action
# labels:
#   rule: no statement permits every action
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "no statement permits every action"}} if {
	some found in statements
	not found.statement.effect == "Deny"
	"*" in found.statement.actions
	msg := $"{found.address} permits every action"
}

# METADATA
# title: no statement permits all but some
# labels:
#   rule: no statement permits all but some
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "no statement permits all but some"}} if {
	some found in statements
	not found.statement.effect == "Deny"
	count(found.statement.not_actions) > 0
	msg := $"{found.address} permits all actions but some"
}

# METADATA
# title: no statement permits all but some
# labels:
#   rule: no statement permits all but some
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "no statement permits all but some"}} if {
	some found in statements
	not found.statement.effect == "Deny"
	count(found.statement.not_resources) > 0
	msg := $"{found.address} reaches all resources but some"
}

# METADATA
# title: no statement reaches every resource
# labels:
#   rule: no statement reaches every resource
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "no statement reaches every resource"}} if {
	some found in statements
	not found.statement.effect == "Deny"
	"*" in found.statement.resources
	some action in found.statement.actions
	not action in {"ecr:GetAuthorizationToken", "sts:GetCallerIdentity", "ec2:DescribeRegions"}
	msg := $"{found.address} reaches every resource"
}

# METADATA
# title: keys are named
# description: "`key/*` is every key of the account."
# labels:
#   rule: keys are named
#   effect: deny
deny contains {"msg": msg, "details": {"resource": resource, "rule": "keys are named"}} if {
	some found in statements
	not found.statement.effect == "Deny"
	some resource in found.statement.resources
	regex.match("^arn:[^:]*:kms:[^:]*:[^:]*:(key/)?[*?]", resource)
	msg := $"{found.address} reaches every key"
}

# METADATA
# title: policies are made by documents
# description: A text that no document of the plan made cannot be looked into.
# labels:
#   rule: policies are made by documents
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "policies are made by documents"}} if {
	some change in input.resource_changes
	change.type in {"aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy"}
	is_string(change.change.after.policy)
	not change.change.after.policy in made
	msg := $"{change.address} has a policy that is not made by an aws_iam_policy_document"
}

# METADATA
# title: trust is made by documents
# labels:
#   rule: trust is made by documents
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "trust is made by documents"}} if {
	some change in input.resource_changes
	change.type == "aws_iam_role"
	is_string(change.change.after.assume_role_policy)
	not change.change.after.assume_role_policy in made
	msg := $"{change.address} has a trust policy that is not made by an aws_iam_policy_document"
}

# METADATA
# title: documents can be read
# description: What is said of a document must have the form that the data source has.
# labels:
#   rule: documents can be read
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "documents can be read"}} if {
	some document in documents
	not is_document(document.values)
	msg := $"{document.address} is no policy document"
}

statements contains {"address": document.address, "statement": statement} if {
	some document in documents
	is_document(document.values)
	some statement in document.values.statement
}

made contains resource.values.json if some resource in read

documents contains {"address": resource.address, "values": object.get(resource, "values", null)} if some resource in read

documents contains {"address": change.address, "values": object.get(change.change, "after", null)} if {
	some change in input.resource_changes
	change.type == "aws_iam_policy_document"
}

read contains resource if {
	some resource in input.prior_state.values.root_module.resources
	resource.type == "aws_iam_policy_document"
}

read contains resource if {
	some module in input.prior_state.values.root_module.child_modules
	some resource in module.resources
	resource.type == "aws_iam_policy_document"
}

is_document(values) if {
	is_object(values)
	every statement in list(values, "statement") {
		is_object(statement)
		type_name(object.get(statement, "sid", null)) in {"string", "null"}
		type_name(object.get(statement, "effect", null)) in {"string", "null"}
		every key in ["actions", "not_actions", "resources", "not_resources"] {
			has_texts(statement, key)
		}
		every principal in list(statement, "principals") {
			is_string(principal.type)
			has_texts(principal, "identifiers")
		}
		every condition in list(statement, "condition") {
			is_string(condition.test)
			is_string(condition.variable)
			has_texts(condition, "values")
		}
	}
}

has_texts(parent, key) if {
	every text in list(parent, key) {
		is_string(text)
	}
}

list(parent, key) := [] if object.get(parent, key, null) == null

list(parent, key) := parent[key] if is_array(parent[key])
