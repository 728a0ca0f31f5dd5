package documents

default allow := false

# Who owns a document may do all
allow if input.user.id == input.document.owner

# Roles
allow if {
	some role in data.assignments[input.user.id]
	input.action in data.roles[role]
	input.document.tenant == input.user.tenant
}

# A link that was shared
allow if {
	input.action == "read"
	input.link.document == input.document.id
	time.parse_rfc3339_ns(input.link.expires) > time.now_ns()
}

# A scope of a token
allow if {
	input.action == "export"
	"export" in split(input.token.scope, " ")
	endswith(input.user.email, "@corp.example")
}

# Deletion by two approvers, neither of them the author
allow if {
	input.action == "delete"
	count({name | some name in input.approvals; name != input.document.owner}) >= 2
}

# Reviewers see drafts that are theirs to review
allow if {
	input.action == "review"
	input.document.state == "draft"
	input.document.reviewers[_] == input.user.id
	input.document.level <= input.user.clearance
}
