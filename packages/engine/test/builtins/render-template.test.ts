import { expect, it } from "vitest";
import type { Value } from "../../src/values/value.ts";
import { callText, opaAnswers, ownAnswer, unsupported } from "./agree-with-opa.ts";

const templates = [
  ...[
    "",
    "a",
    "{{.a}}",
    "{{ .a }}",
    "{{- .a -}}",
    " x {{- .a -}} y ",
    "{{.a.b}}",
    "{{.a.b.c}}",
    "{{.}}",
    "{{$}}",
  ],
  ...[
    "{{$.a}}",
    "{{if .a}}x{{end}}",
    "{{if .a}}x{{else}}y{{end}}",
    "{{if .a}}x{{else if .b}}z{{else}}y{{end}}",
  ],
  ...["{{with .a}}[{{.}}]{{else}}none{{end}}", "{{with .a}}{{.b}}{{end}}", "{{range .a}}<{{.}}>{{end}}"],
  ...["{{range .a}}x{{else}}empty{{end}}", "{{range $i, $v := .a}}{{if $i}},{{end}}{{$v}}{{end}}"],
  ...[
    "{{range $v := .a}}{{$v}}{{$.b}}{{end}}",
    "{{range .a}}{{break}}{{end}}x",
    "{{range .a}}{{continue}}y{{end}}z",
  ],
  ...[
    "{{$x := .a}}{{$x}}{{$x.b}}",
    "{{$x := .a}}{{if .b}}{{$x = .b}}{{end}}{{$x}}",
    "{{$x}}",
    "{{end}}",
    "{{if .a}}",
  ],
  ...["{{/* no */}}x", "{{- /* no */ -}} x", "{{/* no }}", "{{", "{{}}", "{{.a", '{{"}}"}}', "{{`a}}b`}}"],
  ...[
    "{{not .a}}",
    "{{and .a .b}}",
    "{{or .a .b}}",
    "{{len .a}}",
    "{{index .a 0}}",
    '{{index .a "b"}}',
    "{{.a | len}}",
  ],
  ...[
    '{{eq .a "x"}}',
    '{{ne .a "x"}}',
    '{{if eq .a "x" "y"}}1{{end}}',
    "{{(.a).b}}",
    "{{not (not .a)}}",
    "{{1}}",
  ],
  ...[
    "{{true}}",
    "{{foo .a}}",
    "{{.a .b}}",
    "{{.a | .b}}",
    "{{break}}",
    "{{else}}",
    "{{printf `%v` .a}}",
    "<no value>",
  ],
  ...[
    "{{if true}}{{$y := 1}}{{end}}{{$y}}",
    "{{range .a}}{{range .}}{{.}}{{end}};{{end}}",
    "{{.a}}}}",
    "{ {.a} }",
  ],
  ...[
    "{{\n.a\n}}",
    "{{.a -}}\n b",
    "{{end .a}}",
    "{{else if}}",
    "{{with .a}}x{{else with .b}}{{.}}{{end}}",
    "{{len 3}}",
  ],
];
const variables: readonly Value[] = [
  {},
  { a: "x" },
  { a: "", b: "y" },
  { a: 0, b: 12.5 },
  { a: null, b: null },
  { a: true, b: false },
  { a: { b: "c" }, b: [1] },
  { a: { b: { c: 1 } } },
  { a: [], b: {} },
  { a: ["x", "y"], b: "z" },
  {
    a: [
      [1, null],
      ["é", { k: "v" }],
    ],
    b: 10n ** 20n,
  },
  { a: { z: 1, y: [true] }, b: "a\u0007" },
];

it("renders what OPA renders, or refuses", async () => {
  const calls = templates.flatMap((template) =>
    variables.map((given) => ({ name: "strings.render_template", args: [template, given] })),
  );
  const answers = await opaAnswers(calls);
  const own = calls.map((call) => ownAnswer(call));
  const different = calls.flatMap((call, index) =>
    own[index] === unsupported || own[index] === answers[index]
      ? []
      : [{ call: callText(call), own: own[index], opa: answers[index] }],
  );
  expect(different).toEqual([]);
  expect(own.filter((answer) => answer === unsupported).length).toBeLessThan(calls.length / 10);
});
