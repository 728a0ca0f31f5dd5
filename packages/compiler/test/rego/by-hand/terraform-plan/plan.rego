# METADATA
# title: main
# description: What a plan may do to the account.
package main

# METADATA
# title: databases, keys and buckets stay
# labels:
#   rule: databases, keys and buckets stay
#   effect: deny
deny contains {"msg": msg, "details": {"type": change.type, "rule": "databases, keys and buckets stay"}} if {
	some change in input.resource_changes
	change.type in {"aws_db_instance", "aws_kms_key", "aws_s3_bucket"}
	"delete" in change.change.actions
	msg := $"{change.address} would be deleted"
}

# METADATA
# title: buckets are closed to the public
# description: Values that are only known later are not known to be right.
# labels:
#   rule: buckets are closed to the public
#   effect: deny
deny contains {"msg": msg, "details": {"rule": "buckets are closed to the public"}} if {
	some change in input.resource_changes
	change.type == "aws_s3_bucket_public_access_block"
	"create" in change.change.actions
	not is_closed(change.change)
	msg := $"{change.address} leaves its bucket open"
}

# METADATA
# title: names have no spaces
# labels:
#   rule: names have no spaces
#   effect: warn
warn contains {"msg": msg, "details": {"rule": "names have no spaces"}} if {
	some change in input.resource_changes
	contains(change.address, " ")
	msg := $"{change.address} has a space in it"
}

is_closed(change) if {
	change.after.block_public_acls == true
	change.after.block_public_policy == true
}
