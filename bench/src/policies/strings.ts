import { each, type LargePolicy } from "./large-policy.ts";

export const strings: LargePolicy = {
  name: "strings",
  about: "texts taken apart, rewritten and put together",
  make: () => ({
    rego: `package bench

normalised := [text |
	some raw in input.paths
	text := trim_suffix(replace(lower(raw), "//", "/"), "/")
]

pairs := {name: value |
	some part in split(input.query, "&")
	[name, value] := split(part, "=")
}

messages contains text if {
	some index, path in normalised
	parts := split(path, "/")
	startswith(path, "/api/")
	text := sprintf("%d: %s has %d parts, the last %s", [index, path, count(parts), parts[count(parts) - 1]])
}

summary := concat("; ", sort([concat("=", [upper(name), trim_space(value)]) | some name, value in pairs]))

decision := {
	"messages": messages,
	"summary": summary,
	"secret": [path | some path in normalised; contains(path, "secret")],
}
`,
    rule: "decision",
    inputs: each(2, (seed) => ({
      paths: each(
        60,
        (index) =>
          `${index % 3 === 0 ? "/other" : "/API/v1"}//Resource-${index + seed}/${index % 7 === 0 ? "Secret" : "Items"}/`,
      ),
      query: each(60, (index) => `name${index}= value ${index + seed}`).join("&"),
    })),
  }),
};
