package old

test_allow {
	allow with input as {"user": "ann"}
}

test_deny {
	deny["no"] with input as {"user": "eve"}
}

test_wrong {
	deny["yes"] with input as {"user": "eve"}
}
