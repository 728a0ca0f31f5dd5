import type { PolicySource } from "@bylaw/engine";

const library = `package lib

grade(x) := "low" if {
	is_number(x)
	x < 2
}

grade(x) := "high" if {
	is_number(x)
	x >= 2
} else := "none" if {
	is_string(x)
}

same("a", y) := y if y != null

same("b", _) := 2

known(x) if x in {"a", "b", 1}

size(xs) := n if {
	n := count(xs)
	n > 0
} else := 0

fallback := input.c

default fallback := "nothing"
`;

/** Policies with all forms of statements; each decides `p/result`. */
export const policies: Readonly<Record<string, PolicySource>> = Object.fromEntries(
  Object.entries({
    comparisons: `result if {
	input.a == input.b
	input.x != null
	input.c > 1
}

result if input.a == "a"

result if {
	"a" == input.a
	1 < input.x
	not input.d
	not input.c == 3
}`,
    functions: `import data.lib

result := [grades, sames, sizes, x] if {
	true
	x := lib.fallback
}

grades contains lib.grade(x) if some x in input.xs

sames contains [x, y] if {
	some x in ["a", "b", "c"]
	y := lib.same(x, input.b)
}

sizes := {lib.size(input.xs), lib.size(input.ys)}

result := 1 if {
	lib.known(input.a)
	count(input.xs) > lib.size(input.ys)
	false
}`,
    iteration: `result contains [i, x] if {
	some i
	x := input.xs[i]
	x.name == input.name
	input.ys[_] == x
}

result contains x if {
	some x in input.xs
	not x in input.ys
}

result contains key if {
	some key, value in input.x
	value > 1
	some other in [1, 2]
	other == value
}

result contains [a, b] if [a, b] = input.a

result contains b if {"a": 1, "b": b} = input.x`,
    comprehensions: `result := {"sets": sets, "arrays": arrays, "objects": objects, "nested": nested}

sets := {x | some x in input.xs; x != input.a}

arrays := [y | y := input.ys[_]; is_number(y); y > 0]

objects := {k: v | some k, v in input.x; v != null}

nested := count({x |
	some x in input.xs
	[z | z := x[_]; z == 1] == [1]
	count([z | z := input.ys[_]]) > 0
})

default nested := "none"`,
    quantifiers: `result contains 1 if every x in input.xs {
	x > 0
	x < 3
}

result contains 2 if {
	every k, v in input.x {
		k != "a"
		some y in input.ys
		y == v
	}
	input.a
}

result contains 3 if {
	not every_name
	not {input.b; input.c == 1}
}

result contains 4 if {
	input.c == 1
	not input.d
}

every_name if every x in input.xs { x.name }`,
    chains: `result := 1 if {
	input.a == 1
} else := 2 if {
	input.b
	input.c
} else := x if {
	some x in input.xs
	x == max([y | y := input.xs[_]])
} else := 4 if input.d else := deep

default result := {"none": true}

deep := "deep" if {
	input.role == "admin"
	partly.here
} else := 5

partly.here := input.name if input.x`,
    replacements: `import data.lib

result contains x if x := lib.fallback with input as {"c": input.a}

result contains x if {
	x := lib.fallback with input.c as input.b
	x != 1
	y := inner with input.x.name as "n" with input.a as x
	y == x
}

result contains x if {
	x := lib.grade(input.a) with data.lib.grade as mocked
	x
}

result contains x if x := counted with count as 7

counted := count(input.xs)

mocked(x) := 1 if x == 1

mocked(x) := 2 if not x == 1

inner := input.a if input.x.name == "n"`,
    copies: `result contains x if x := picked with input.x.a as 1

result contains x if x := picked with input.c as {"d": input.d} with input.c.e as 2

picked contains input.a

picked contains ["x", input.x.b]

picked contains ["c", input.c.d]

picked contains ["role", object.get(input, ["name", "a"], "none")]`,
    documents: `result := [parts, whole, dynamic, objects]

parts contains name if {
	some name
	table[name].ready
}

whole := table

default dynamic := "none"

dynamic := table[input.a].ready

table.a := {"ready": input.b}

table.b := {"ready": true} if input.c == 1

table[name] := {"ready": name} if {
	some name in ["x", "y"]
	input.x[name]
}

objects[x].name contains y if {
	some x in ["k", "l"]
	some y in input.ys
	y != x
}`,
    operators: `import future.keywords.and
import future.keywords.or

result contains 1 if {
	input.a == 1 or input.b
	(input.c and input.d) or input.role == "admin"
}

result contains 2 if {
	{some x in input.xs; x > 1} and {input.x; not input.d or input.c}
}

result contains x if x := [y | y := input.ys[_]; y == "a" or y == "b"]`,
    orders: `result if {
	some x, y, z
	x > y
	lib_size(z) == y
	x = input.a
	y = input.b
	z = input.xs
}

result if {
	some a, size
	lib_size(a) == size + lib_size(input.xs)
	size = count(input.ys)
	a = input.xs
	some q in a
	q == input.x
}

lib_size(xs) := count(xs)`,
    texts: `result contains sprintf("%v-%v", [input.a, input.b]) if startswith(input.name, "a")

result contains $"{input.a} and {input.c}" if input.d

result contains concat(",", [x | some x in input.xs; is_string(x)]) if {
	regex.match("^a", input.role)
}

result contains object.get(input, ["x", "name"], "none") if {
	object.get(input.x, "a", null) != null
}`,
  }).map(([name, text]) => [
    name,
    { modules: { "p.rego": `package p\n\nimport future.keywords.not\n\n${text}\n`, "lib.rego": library } },
  ]),
);
