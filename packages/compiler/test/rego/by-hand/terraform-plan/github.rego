# METADATA
# title: github
# description: "Which workflows may act for a role: those of one repository, on one branch."
package github

audience := "token.actions.githubusercontent.com:aud"

subject := "token.actions.githubusercontent.com:sub"

# METADATA
# title: tokens are meant for AWS
# labels:
#   rule: tokens are meant for AWS
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "tokens are meant for AWS"}} if {
	some found in statements
	trusts_github(found.statement)
	not "sts.amazonaws.com" in compared(found.statement, "StringEquals", audience)
	msg := $"{found.address} takes tokens that are meant for others"
}

# METADATA
# title: a repository and a branch are named
# description: The conditions of a statement must all hold, so that one that names the branch is enough.
# labels:
#   rule: a repository and a branch are named
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "a repository and a branch are named"}} if {
	some found in statements
	trusts_github(found.statement)
	count(compared(found.statement, "StringEquals", subject)) == 0
	msg := $"{found.address} does not name who may take on its role"
}

# METADATA
# title: every subject is a branch of a repository
# labels:
#   rule: every subject is a branch of a repository
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "every subject is a branch of a repository"}} if {
	some found in statements
	trusts_github(found.statement)
	some one in compared(found.statement, "StringEquals", subject)
	not regex.match("^repo:[A-Za-z0-9-]+/[A-Za-z0-9._-]+:ref:refs/heads/[A-Za-z0-9._/-]+$", one)
	msg := $"{found.address} trusts {one}, which is no branch of a repository"
}

# METADATA
# title: no pattern is dead
# description: Whoever wrote it meant to permit more than the statement does.
# labels:
#   rule: no pattern is dead
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "no pattern is dead"}} if {
	some found in statements
	trusts_github(found.statement)
	count(compared(found.statement, "StringEquals", subject)) > 0
	count(compared(found.statement, "StringLike", subject)) > 0
	msg := $"{found.address} has a pattern of subjects beside exact ones: only the exact ones count"
}

trusts_github(statement) if {
	not statement.effect == "Deny"
	some principal in statement.principals
	some identifier in principal.identifiers
	endswith(identifier, "oidc-provider/token.actions.githubusercontent.com")
}

compared(statement, test, variable) := {value |
	some condition in statement.condition
	condition.test == test
	condition.variable == variable
	some value in condition.values
}

statements contains {"address": document.address, "statement": statement} if {
	some document in documents
	is_document(document.values)
	some statement in document.values.statement
}

documents contains {"address": resource.address, "values": resource.values} if {
	some resource in input.prior_state.values.root_module.resources
	resource.type == "aws_iam_policy_document"
}

documents contains {"address": resource.address, "values": resource.values} if {
	some module in input.prior_state.values.root_module.child_modules
	some resource in module.resources
	resource.type == "aws_iam_policy_document"
}

documents contains {"address": change.address, "values": change.change.after} if {
	some change in input.resource_changes
	change.type == "aws_iam_policy_document"
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
