package shop

import rego.v1

default allow := false

allow if {
	some role in data.roles.of[input.user]
	input.action in data.roles.grants[role]
}

allow if {
	input.action == "read"
	every label in input.labels { startswith(label, "public/") }
}

reason contains msg if {
	not allow
	msg := sprintf("%s may not %s", [input.user, input.action])
}
