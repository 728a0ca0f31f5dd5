# METADATA
# title: authz.tokens
# description: "The orders API again, for whoever does not verify tokens: the policy does."
package authz.tokens

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
	input.request.method in {"GET", "HEAD"}
	"orders:read" in claims.permissions
	claims.tenant_id == input.resource.tenant_id
}

# METADATA
# title: administrators reach every tenant
# labels:
#   rule: administrators reach every tenant
#   effect: allow
allowed_by contains "administrators reach every tenant" if "admin" in claims.roles

claims := payload if {
	[scheme, token] := split(input.request.headers.authorization, " ")
	lower(scheme) == "bearer"
	[true, _, payload] = io.jwt.decode_verify(token, {
		"cert": "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"kid\":\"2026-11\",\"x\":\"DSnZIYC8RI6A4hxBhLxVOnL4MrhQen_tQkJydZISBxY\",\"y\":\"ZP3Wf1nAn6jF-vv4E8_YI0cK04XrwTiLAmhstjNWxK8\"}]}",
		"alg": "ES256",
		"iss": "https://id.example.org",
		"aud": "orders",
		"time": time.now_ns(),
	})
	is_string(payload.sub)
	is_number(payload.exp)
	is_string(payload.tenant_id)
	are_strings(payload.permissions)
	are_roles(object.get(payload, "roles", null))
}

are_roles(null)

are_roles(roles) if are_strings(roles)

are_strings(list) if {
	is_array(list)
	every element in list {
		is_string(element)
	}
}
