package a

allow if input.role == "admin"

level := 1 if input.l == 1
level := 2 if input.l == 1

is("admin") := true
is("b") := false
