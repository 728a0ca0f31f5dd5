# METADATA
# title: authz.api
# description: "Who may call the orders API: members of a tenant read what is theirs, administrators reach all of them."
package authz.api

# METADATA
# entrypoint: true
default allow := false

allow if count(allowed_by) > 0

# METADATA
# title: members read the orders of their tenant
# labels:
#   rule: members read the orders of their tenant
#   effect: allow
allowed_by contains "members read the orders of their tenant" if {
	input.token.valid == true
	input.request.method in {"GET", "HEAD"}
	"orders:read" in input.token.claims.permissions
	input.token.claims.tenant_id == input.resource.tenant_id
}

# METADATA
# title: administrators reach every tenant
# labels:
#   rule: administrators reach every tenant
#   effect: allow
allowed_by contains "administrators reach every tenant" if {
	input.token.valid == true
	"admin" in input.token.claims.roles
}
