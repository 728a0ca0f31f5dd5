import { findOpa } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { parseModules } from "../../src/policy/syntax.ts";
import { writtenReads } from "../../src/policy/written-reads.ts";

const opa = await findOpa();

async function mayDependOn(
  policy: string | Readonly<Record<string, string>>,
  pointer: string,
  change: "removed" | "replaced" = "removed",
  entry = ["p", "allow"],
): Promise<boolean> {
  const modules = typeof policy === "string" ? { "p.rego": policy } : policy;
  return writtenReads(await parseModules(opa, modules, () => 1), entry).mayDependOn({ pointer, change });
}

describe("a name for an input path", () => {
  const policy = `package p

http := input.attributes.http

headers := http.headers

allow if {
	http.method == "GET"
	headers["x-token"] == "t"
}`;

  test("counts only where it is used", async () => {
    expect(await mayDependOn(policy, "/input/attributes/http/method")).toBe(true);
    expect(await mayDependOn(policy, "/input/attributes/http/headers/x-token")).toBe(true);
    expect(await mayDependOn(policy, "/input/attributes/http/headers")).toBe(true);
    expect(await mayDependOn(policy, "/input/attributes/http/headers/cookie")).toBe(false);
    expect(await mayDependOn(policy, "/input/attributes/http/body")).toBe(false);
    expect(await mayDependOn(policy, "/input/other")).toBe(false);
  });

  test("counts whole when a field below it was replaced, which may have made it", async () => {
    expect(await mayDependOn(policy, "/input/attributes/http/headers/cookie", "replaced")).toBe(true);
  });

  test("counts whole when it is the decision itself", async () => {
    expect(await mayDependOn(policy, "/input/attributes/http/body", "removed", ["p", "http"])).toBe(true);
  });
});

/** In each of these, the answer can follow `input.user.email`. */
const dependent: Readonly<Record<string, string>> = {
  "a name as an argument": `package p
user := input.user
f(x) if x.email == "a"
allow if f(user)`,
  "a name in a comprehension": `package p
user := input.user
allow if "a" in [v | some v in user]`,
  "a name with an unknown key": `package p
user := input.user
allow if user[input.key] == "a"`,
  "the whole input": `package p
allow if {
	walk(input, [_, value])
	value == "a"
}`,
  "an import": `package p
import input.user as u
allow if u.email == "a"`,
  "the full name of a name": `package p
user := input.user
allow if data.p.user.email == "a"`,
  "the package of a name": `package p
user := input.user
allow if data.p[input.key].email == "a"`,
  "a local that hides a name": `package p
user := input.order
allow if {
	user := input.user
	user.email == "a"
}`,
  "a name with a condition": `package p
user := input.user if input.user.email == "a"
allow if user`,
  "a name with two definitions": `package p
user := input.user
user := input.user.email if false
allow if user.email == "a"`,
  "a key that is read": `package p
table := {"a": true}
allow if table[input.user.email]`,
  "a replaced input": `package p
user := input.user
other if input.email == "a"
allow if other with input as user`,
  every: `package p
users := input
allow if every x in users { x.email == "a" }`,
  else: `package p
allow if false
else := true if input.user.email == "a"`,
};

test.each(Object.entries(dependent))("counts: %s", async (_, policy) => {
  expect(await mayDependOn(policy, "/input/user/email")).toBe(true);
});

test("a name is followed from another package", async () => {
  const modules = {
    "lib.rego": "package lib\nuser := input.user",
    "p.rego": 'package p\nimport data.lib\nallow if lib.user.email == "a"',
  };
  expect(await mayDependOn(modules, "/input/user/email")).toBe(true);
  expect(await mayDependOn(modules, "/input/user/name")).toBe(false);
});
