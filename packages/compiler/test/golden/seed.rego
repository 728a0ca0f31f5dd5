# METADATA
# title: istio.authz
# description: Who may call the API behind the mesh.
package istio.authz

# METADATA
# entrypoint: true
default allow := false

allow if count(allowed_by) > 0

# METADATA
# title: frontend may call the secure API
# description: The frontend, on its one path, with the header that the gateway adds.
# labels:
#   rule: frontend may call the secure API
#   effect: allow
allowed_by contains "frontend may call the secure API" if {
	input.attributes.source.principal == "spiffe://example.org/ns/default/sa/frontend-sa/frontend"
	input.attributes.request.http.path == "/api/secure"
	input.attributes.request.http.headers["x-custom-auth"] == "secure-token-2026"
}
