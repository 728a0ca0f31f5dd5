# METADATA
# title: access.proxy
# description: What an access proxy in front of internal applications asks about each request, with what it knows right now.
package access.proxy

# METADATA
# entrypoint: true
default allow := false

allow if {
	count(denied_by) == 0
	count(allowed_by) > 0
}

# METADATA
# title: low risk has full access
# labels:
#   rule: low risk has full access
#   effect: allow
allowed_by contains "low risk has full access" if {
	input.risk < 30
	may_use_application
}

# METADATA
# title: medium risk has full access after a step up
# description: Stepping up is signing in with a second factor again, within the last quarter of an hour.
# labels:
#   rule: medium risk has full access after a step up
#   effect: allow
allowed_by contains "medium risk has full access after a step up" if {
	input.risk < 70
	seconds_since(input.user.second_factor_at) < 900
	may_use_application
}

# METADATA
# title: high risk reads what is not sensitive
# description: Whatever the risk, as long as the session goes on.
# labels:
#   rule: high risk reads what is not sensitive
#   effect: allow
allowed_by contains "high risk reads what is not sensitive" if {
	input.request.method in reading
	not data.applications[input.request.application].sensitive
	may_use_application
}

# METADATA
# title: "the risk is too high for anything: the session ends"
# labels:
#   rule: "the risk is too high for anything: the session ends"
#   effect: deny
denied_by contains "the risk is too high for anything: the session ends" if input.risk >= 90

# METADATA
# title: the device is not managed
# labels:
#   rule: the device is not managed
#   effect: deny
denied_by contains "the device is not managed" if not input.device.managed

# METADATA
# title: the device is compromised
# labels:
#   rule: the device is compromised
#   effect: deny
denied_by contains "the device is compromised" if input.device.compromised

# METADATA
# title: the disk of the device is not encrypted
# labels:
#   rule: the disk of the device is not encrypted
#   effect: deny
denied_by contains "the disk of the device is not encrypted" if not input.device.disk_encrypted

# METADATA
# title: the device lacks updates
# description: An old system may look, and change nothing.
# labels:
#   rule: the device lacks updates
#   effect: deny
denied_by contains "the device lacks updates" if {
	not input.device.patched
	not input.request.method in reading
}

# METADATA
# title: the device has not been checked for five minutes
# description: What was right an hour ago says nothing of now.
# labels:
#   rule: the device has not been checked for five minutes
#   effect: deny
denied_by contains "the device has not been checked for five minutes" if not device_is_checked

# METADATA
# title: nobody works from this country
# labels:
#   rule: nobody works from this country
#   effect: deny
denied_by contains "nobody works from this country" if {
	not input.location.country in {"CH", "DE", "ES", "IN", "KR"}
}

reading := {"GET", "HEAD"}

may_use_application if {
	some group in data.applications[input.request.application].groups
	group in input.user.groups
}

device_is_checked if seconds_since(input.device.checked_at) <= 300

seconds_since(text) := floor((time.now_ns() - instant) / 1000000000) if {
	regex.match("^((?:(?:19[7-9][0-9]|2[01][0-9]{2}|22[0-5][0-9]|226[01])-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:19(?:7[26]|8[048]|9[26])|2000|2[01](?:0[48]|[2468][048]|[13579][26])|22(?:0[48]|[24][048]|[135][26]|60))-02-29)T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\\.([0-9]{1,9}))?(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$", text)
	instant := time.parse_rfc3339_ns(text)
	instant <= time.now_ns()
}
