import type { Json } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import type { CreateEngine } from "./engine-contract.ts";

/** What every engine must make of a policy's modules and data in the same way; a part of the engine contract. */
export function sourceContract(create: CreateEngine): void {
  const defined = (value: unknown) => ({ kind: "defined", value });

  describe("sources", () => {
    test("base documents beside the rules of a package", async () => {
      const engine = await create(
        {
          modules: {
            "shop.rego":
              "package shop\n\nallow if input.user in data.shop.owners\n\nopen := data.shop.hours.from\n",
          },
          data: { shop: { owners: ["ann"], hours: { from: 8 } }, other: [1] },
        },
        ["shop", "shop/allow", "shop/open", "shop/hours/from", "other"],
      );
      expect(
        await engine.evaluate([
          { path: "shop/allow", input: { user: "ann" } },
          { path: "shop/open" },
          { path: "shop/hours/from", input: 1 },
          { path: "other" },
          { path: "shop", input: { user: "ann" } },
          { path: "shop", input: { user: "eve" } },
        ]),
      ).toEqual([
        defined(true),
        defined(8),
        defined(8),
        defined([1]),
        defined({ allow: true, open: 8, owners: ["ann"], hours: { from: 8 } }),
        defined({ open: 8, owners: ["ann"], hours: { from: 8 } }),
      ]);
      await engine.close();
    });

    test("entry points above one another, each asked for itself, and no other", async () => {
      const modules = {
        "a.rego": "package a\n\nx := input.x\n\nhidden := 1\n",
        "b.rego": "package a.b\n\ny := data.a.x + 1\n",
      };
      const entrypoints = ["a/b/y", "a", "a/x", "a/b"];
      const engine = await create({ modules }, entrypoints);
      expect(engine.entrypoints).toEqual(entrypoints);
      expect(
        await engine.evaluate([
          { path: "a/x", input: { x: 1 } },
          { path: "a/b/y", input: { x: 1 } },
          { path: "a/b", input: { x: 2 } },
          { path: "a", input: { x: 3 } },
          { path: "a/b", input: {} },
          { path: "a/hidden", input: { x: 1 } },
          { path: "b/y", input: { x: 1 } },
          { path: "", input: { x: 1 } },
        ]),
      ).toEqual([
        defined(1),
        defined(2),
        defined({ y: 3 }),
        defined({ b: { y: 4 }, hidden: 1, x: 3 }),
        defined({}),
        ...Array.from({ length: 3 }, () => ({ kind: "undefined" })),
      ]);
      await engine.close();
    });

    test("the root document, with the packages of the policy and no other", async () => {
      const engine = await create(
        { modules: { "p.rego": "package p\n\nx := input\n\nf(y) := y\n" }, data: { base: 1 } },
        ["", "p"],
      );
      expect(await engine.evaluate([{ path: "", input: 1 }, { path: "" }, { path: "p", input: 2 }])).toEqual([
        defined({ base: 1, p: { x: 1 } }),
        defined({ base: 1, p: {} }),
        defined({ x: 2 }),
      ]);
      await engine.close();
    });

    test("places within the values of rules and data, as OPA reads a path", async () => {
      const modules = {
        "p.rego":
          'package p\n\ndecision := {"by": {"x": input.x}, "n": input.n}\n\nnumber := 3\n\nlist := ["a", input.x]\n\n' +
          "names contains name if some name in input.names\n\nkeyed[key] := value if some key, value in input.keyed\n\n" +
          "f(x) := x\n\nechoed := input.echoed\n",
      };
      const data = { base: { list: [1, 2], keyed: { "1": "one" } } };
      const input = {
        x: 1,
        n: 2,
        names: ["a", 1, "1"],
        keyed: { a: 7, "1": 8, "\u0001\ufeff": 9 },
        echoed: { a: 5, "0": 6 },
      };
      const answers = {
        "p/decision/by/x": defined(1),
        "p/decision/n": defined(2),
        "p/decision/by/y": undefined,
        "p/decision/by/x/y/z": undefined,
        "p/decision/if": undefined,
        "p/number": defined(3),
        "p/number/x": undefined,
        'p/number/"] == 1\n\u0001$(x)`': undefined,
        "p/number/bad.rego:1: rego_type_error: x": undefined,
        "p/number/\ud800": undefined,
        "p/list/0": defined("a"),
        "p/list/1.0": defined(1),
        "p/list/+01": defined(1),
        "p/list/2": undefined,
        "p/list/-1": undefined,
        "p/list/x": undefined,
        "p/names/a": defined("a"),
        "p/names/1": defined(1),
        "p/names/b": undefined,
        "p/keyed/a": defined(7),
        // The key is a text, the path has a number.
        "p/keyed/1": undefined,
        "p/keyed/\u0001\ufeff": defined(9),
        "p/echoed/a": defined(5),
        "p/echoed/0": undefined,
        "p/echoed/99999999999999999999": undefined,
        "p/f": undefined,
        "p/f/x": undefined,
        "p/zzz/\u0001\ufeff": undefined,
        "/p//number/": defined(3),
        "base/list/1": defined(2),
        "base/list/01": defined(2),
        "base/list/x": undefined,
        "base/keyed/1": defined("one"),
        "base/keyed/1.0": defined("one"),
        "--help": undefined,
      };
      const paths = Object.keys(answers);
      const engine = await create({ modules, data }, paths);
      const outcomes = await engine.evaluate(paths.map((path) => ({ path, input })));
      expect(Object.fromEntries(paths.map((path, index) => [path, outcomes[index]]))).toEqual(
        Object.fromEntries(
          Object.entries(answers).map(([path, answer]) => [path, answer ?? { kind: "undefined" }]),
        ),
      );
      await engine.close();
    });

    test("the same questions twice at once, with inputs and data that cannot be changed", async () => {
      const frozen = (value: Json): Json => {
        if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
        return value;
      };
      const engine = await create(
        {
          modules: {
            "p.rego":
              "package p\n\nmerged := object.union(input, data.more)\n\nsorted := sort(input.list)\n\nchanged := list if {\n\tlist := input.list with input.list as [0]\n}\n",
          },
          data: frozen({ more: { b: [2] } }),
        },
        ["p/merged", "p/sorted", "p/changed"],
      );
      const input = frozen({ a: 1, list: [3, 1, 2] });
      const queries = engine.entrypoints.map((path) => ({ path, input }));
      const expected = [defined({ a: 1, b: [2], list: [3, 1, 2] }), defined([1, 2, 3]), defined([0])];
      expect(await Promise.all([engine.evaluate(queries), engine.evaluate(queries)])).toEqual([
        expected,
        expected,
      ]);
      await engine.close();
    });

    test("modules of version 0 in its own words, over data", async () => {
      const engine = await create(
        {
          modules: {
            "old.rego":
              'package old\n\nimport data.roles\nimport input.user\n\ndefault allow = false\n\nallow { roles[user][_] == "admin" }\n\n' +
              'deny[reason] { not input.path; reason := "no path" }\n\nbyName[name] = role { role := roles[name] }\n\n' +
              "f(x) = y { y := x * 2 }\n\ndoubled = f(input.n) { input.n } else = 0 { true }\n",
            "new.rego": "package new\n\nimport rego.v1\n\nold_allows if data.old.allow\n",
          },
          data: { roles: { ann: ["admin"], eve: [] } },
          regoVersion: 0,
        },
        ["old/allow", "old/deny", "old/byName", "old/doubled", "new/old_allows"],
      );
      expect(
        await engine.evaluate([
          { path: "old/allow", input: { user: "ann" } },
          { path: "old/allow", input: { user: "eve" } },
          { path: "old/deny", input: {} },
          { path: "old/deny", input: { path: "/" } },
          { path: "old/byName" },
          { path: "old/doubled", input: { n: 4 } },
          { path: "old/doubled" },
          { path: "new/old_allows", input: { user: "ann" } },
        ]),
      ).toEqual([...[true, false, ["no path"], [], { ann: ["admin"], eve: [] }, 8, 0, true].map(defined)]);
      await engine.close();
    });

    test("version 0 is refused as version 1, and the reverse", async () => {
      const old = "package p\n\nallow { input.x }\n";
      const modern = "package p\n\nallow if input.x\n";
      await expect(create({ modules: { "p.rego": old } }, ["p/allow"])).rejects.toMatchObject({
        name: "RegoCompileError",
        errors: [{ code: "rego_parse_error", file: "p.rego", row: 3 }],
      });
      await expect(
        create({ modules: { "p.rego": modern }, regoVersion: 0 }, ["p/allow"]),
      ).rejects.toMatchObject({
        name: "RegoCompileError",
      });
    });

    test("modules of version 0", async () => {
      const engine = await create(
        {
          modules: { "old.rego": 'package old\n\nallow { input.x == "y" }\n\nnow = time.now_ns()\n' },
          regoVersion: 0,
        },
        ["old/allow", "old/now"],
      );
      expect(
        await engine.evaluate([
          { path: "old/allow", input: { x: "y" } },
          { path: "old/now", now: 3n },
          { path: "old/now", input: 1, recordedBuiltins: {} },
        ]),
      ).toMatchObject([defined(true), defined(3), { kind: "unavailable" }]);
      await engine.close();
    });

    test("packages with names that are not words, and whole packages as decisions", async () => {
      const engine = await create(
        {
          modules: {
            "../../odd \u2028 name.rego": 'package a["b-c"]["d.e"]\n\nx := 1\n\ny := 2 if input.y\n',
          },
        },
        ["a/b-c/d.e/x", "a/b-c/d.e"],
      );
      expect(
        await engine.evaluate([
          { path: "a/b-c/d.e/x", input: {} },
          { path: "a/b-c/d.e", input: { y: true } },
          { path: "a/b-c/d.e" },
        ]),
      ).toEqual([defined(1), defined({ x: 1, y: 2 }), defined({ x: 1 })]);
      await engine.close();
    });

    test("a module that does not compile names the file and the row", async () => {
      const creation = create({ modules: { "bad.rego": "package bad\n\nallow if x == 1\n" } }, ["bad/allow"]);
      await expect(creation).rejects.toMatchObject({
        name: "RegoCompileError",
        errors: [{ code: "rego_unsafe_var_error", file: "bad.rego", row: 3 }],
      });
    });
  });
}
