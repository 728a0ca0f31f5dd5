package gateway

default allow := false

http := input.attributes.request.http

claims := input.attributes.metadataContext.filterMetadata.jwt.payload

blocked := {"spiffe://corp/ns/legacy/sa/batch", "spiffe://corp/ns/lab/sa/probe"}

# Public pages
allow if {
	http.method == "GET"
	startswith(http.path, "/public/")
}

# Members read the orders of their own tenant
allow if {
	http.method in {"GET", "HEAD"}
	input.parsed_path[0] == "orders"
	claims.tenant == input.parsed_path[1]
	valid_token
	not suspended
}

# Support opens refunds with a ticket
allow if {
	http.method == "POST"
	input.parsed_path == ["refunds"]
	"support" in claims.groups
	regex.match(`^TCK-[0-9]{4}$`, http.headers["x-ticket"])
	valid_token
}

# The scraper, from inside
allow if {
	http.path == "/metrics"
	net.cidr_contains("10.20.0.0/16", input.attributes.source.address.socketAddress.address)
	not blocked[input.attributes.source.principal]
}

# Break glass
allow if {
	http.headers["x-break-glass"] == data.break_glass.token
	lower(claims.role) == "admin"
}

valid_token if {
	claims.iss == "https://login.corp.example"
	claims.exp > time.now_ns() / 1000000000
}

suspended if claims.tenant in data.suspended_tenants
