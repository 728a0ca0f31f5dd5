# METADATA
# title: api.authorization
# description: Which service may call which other, as the data document says.
package api.authorization

# METADATA
# entrypoint: true
default allow := false

allow if {
	count(denied_by) == 0
	count(allowed_by) > 0
}

# METADATA
# title: permitted between services of one environment
# labels:
#   rule: permitted between services of one environment
#   effect: allow
allowed_by contains "permitted between services of one environment" if {
	source := workload(input.source_id)
	target := workload(input.resource)
	source.service in {"payments", "orders", "ledger"}
	source.environment == target.environment
	input.action in data.permissions[input.source_id][input.resource]
}

# METADATA
# title: the credential has expired
# description: One whose expiry cannot be read has none that is worth anything.
# labels:
#   rule: the credential has expired
#   effect: deny
denied_by contains "the credential has expired" if not credential_is_current

credential_is_current if {
	regex.match("^((?:(?:19[7-9][0-9]|2[01][0-9]{2}|22[0-5][0-9]|226[01])-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:19(?:7[26]|8[048]|9[26])|2000|2[01](?:0[48]|[2468][048]|[13579][26])|22(?:0[48]|[24][048]|[135][26]|60))-02-29)T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\\.([0-9]{1,9}))?(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$", input.credential.expires_at)
	time.now_ns() < time.parse_rfc3339_ns(input.credential.expires_at)
}

workload(id) := {"environment": environment, "service": service} if {
	count(id) <= 2048
	["spiffe:", "", "company.com", "ns", environment, "sa", service] = split(id, "/")
	every segment in [environment, service] {
		regex.match("^[A-Za-z0-9._-]+$", segment)
		not segment in {".", ".."}
	}
}
