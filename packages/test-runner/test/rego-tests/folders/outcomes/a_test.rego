package a_test

import data.a

test_ok if a.allow with input as {"role": "admin"}
test_fail if a.allow with input as {"role": "x"}
todo_test_later if false
test_err if 1/0 == 1
test_conf if a.level == 1 with input as {"l": 1}
test_cases[name] if {
	some name, tc in {"one": {"r": "admin", "e": true}, "two": {"r": "b", "e": true}}
	got := a.is(tc.r) with data.people as {"x": 1}
	got == tc.e
}
test_dup if true
test_dup if false
test_false := false
test_num := 7
test_nested[x][y] if {
	some x in ["p", "q"]
	some y in ["1", "2"]
	print("hi", x)
	x == "p"
}

test_object := {"a": true}

test_set contains "a"

nested.test_inner if a.allow with input.role as "admin"

nested.test_inner if a.allow with input.role as "nobody"

nested.todo_test_outer if false

test_member[tc.note] if {
	some tc in [
		{"note": "first", "role": "admin", "want": true},
		{"note": "second", "role": "guest", "want": true},
		{"note": 3, "role": "admin", "want": true},
	]
	allowed := is_allowed(tc.role)
	allowed == tc.want
}

is_allowed(role) if a.allow with input as {"role": role}

else := false

test_every_case_missing[name] if {
	some name
	{"x": 1, "y": 2}[name]
	false
}

test_empty[name] if {
	some name in []
}

test_network if {
	http.send({"method": "get", "url": "http://example.test"}).status_code == 200 with http.send as {"status_code": 200}
}

answer(_) := {"status_code": 404}

test_mocked_function if {
	http.send({"method": "get", "url": "http://example.test"}).status_code == 404 with http.send as answer
}

test_time if {
	time.now_ns() == 7 with time.now_ns as 7
}
