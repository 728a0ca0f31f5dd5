package old

default allow = false

allow {
	input.user == "ann"
}

deny[msg] {
	not allow
	msg := "no"
}
