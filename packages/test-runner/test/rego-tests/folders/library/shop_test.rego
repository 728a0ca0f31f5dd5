package shop_test

import rego.v1

import data.shop

test_owner_writes if shop.allow with input as {"user": "ann", "action": "write", "labels": ["x"]}

test_reader_does_not_write if not shop.allow with input as {"user": "bob", "action": "write", "labels": ["x"]}

test_other_roles if {
	shop.allow with input as {"user": "eve", "action": "pay", "labels": []}
		with data.roles as {"of": {"eve": ["payer"]}, "grants": {"payer": ["pay"]}}
}

test_reason if {
	shop.reason == {"eve may not pay"} with input as {"user": "eve", "action": "pay"}
}

test_labels[name] if {
	some name, labels in {"all public": ["public/a", "public/b"], "one private": ["public/a", "b"], "none": []}
	got := shop.allow with input as {"user": "eve", "action": "read", "labels": labels}
	got == (name != "one private")
}
