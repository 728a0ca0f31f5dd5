# METADATA
# title: istio.payments
# description: "Who may take payments: the orders API, and nobody else in the mesh."
package istio.payments

# METADATA
# entrypoint: true
default allow := false

allow if {
	count(denied_by) == 0
	count(allowed_by) > 0
}

# METADATA
# title: the orders API may take payments
# description: By parts of the path, so that no dots and no encoding lead out of it.
# labels:
#   rule: the orders API may take payments
#   effect: allow
allowed_by contains "the orders API may take payments" if {
	input.attributes.source.principal == "spiffe://cluster.local/ns/orders/sa/orders-api"
	input.attributes.request.http.method == "POST"
	input.parsed_path[0] == "v1"
	input.parsed_path[1] == "payments"
	count(input.parsed_path) > 2
}

# METADATA
# title: no way out of the path
# labels:
#   rule: no way out of the path
#   effect: deny
denied_by contains "no way out of the path" if {
	some part in input.parsed_path
	part in {"", ".", ".."}
}
