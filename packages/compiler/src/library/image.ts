import {
  imageComponentPattern,
  imagePattern,
  imageRegistryPattern,
  imageReference as nativeImageReference,
} from "@bylaw/dsl/image";
import type { Schema } from "@bylaw/dsl/schema";
import type { Rule, Term } from "../rego/ast.ts";
import { arrayOf, bind, call, compare, fails, holds, scalar, variable } from "../rego/terms.ts";
import { functionRule, type LibraryFunction } from "./function.ts";

const text: Schema = { kind: "string" };
const longestName = 255;

/** `imageReference(text)` */
export const imageReference: LibraryFunction = {
  name: "imageReference",
  operands: [0],
  check: () => undefined,
  known: (reference) => (nativeImageReference(reference) === undefined ? undefined : "later"),
  result: () => ({
    kind: "object",
    properties: {
      registry: { schema: text, optional: false },
      repository: { schema: text, optional: false },
      tag: { schema: text, optional: true },
      digest: { schema: text, optional: true },
    },
  }),
  wish: "image_reference",
  rules: (name, _, fresh) => {
    const registry = fresh("image_registry");
    const path = fresh("image_path");
    const repository = fresh("image_repository");
    const given = fresh("given_text");
    return [
      { kind: "default", name, parameters: 1, value: null },
      functionRule(
        name,
        ["image"],
        [
          holds(call("is_string", variable("image")), "policy"),
          bind(
            "matches",
            call("regex.find_all_string_submatch_n", scalar(imagePattern), variable("image"), scalar(1)),
          ),
          bind("first", group(1)),
          bind("registry", call(registry, variable("first"))),
          bind("repository", call(repository, variable("registry"), call(path, variable("first"), group(2)))),
          holds(
            compare(
              call(
                "count",
                call("concat", scalar("/"), arrayOf([variable("registry"), variable("repository")])),
              ),
              "<=",
              scalar(longestName),
            ),
            "policy",
          ),
        ],
        {
          kind: "object",
          entries: [
            ["registry", variable("registry")],
            ["repository", variable("repository")],
            ["tag", call(given, group(3))],
            ["digest", call(given, group(4))],
          ],
        },
      ),
      ...places(registry, path, repository),
      { kind: "default", name: given, parameters: 1, value: null },
      functionRule(
        given,
        ["part"],
        [holds(compare(variable("part"), "!=", scalar("")), "policy")],
        variable("part"),
      ),
    ];
  },
};

function group(index: number): Term {
  return { kind: "reference", head: variable("matches"), path: [scalar(0), scalar(index)] };
}

/** The defaults of runtimes: the registry, the path in it, and the path that is called `library`. */
function places(registry: string, path: string, repository: string): readonly Rule[] {
  const first = variable("first");
  const isRegistry = call("regex.match", scalar(imageRegistryPattern), first);
  const isComponent = call("regex.match", scalar(imageComponentPattern), first);
  const hasSlash = call("contains", variable("path"), scalar("/"));
  const isDefault = compare(variable("registry"), "==", scalar("docker.io"));
  return [
    functionRule(registry, ["first"], [holds(isRegistry, "policy")], first),
    functionRule(registry, ["first"], [fails(isRegistry, "policy")], scalar("docker.io")),
    functionRule(
      path,
      ["first", "path"],
      [holds(compare(first, "==", scalar("")), "policy")],
      variable("path"),
    ),
    functionRule(path, ["first", "path"], [holds(isRegistry, "policy")], variable("path")),
    functionRule(
      path,
      ["first", "path"],
      [fails(isRegistry, "policy"), holds(isComponent, "policy")],
      call("concat", scalar("/"), arrayOf([first, variable("path")])),
    ),
    functionRule(
      repository,
      ["registry", "path"],
      [holds(isDefault, "policy"), fails(hasSlash, "policy")],
      call("concat", scalar("/"), arrayOf([scalar("library"), variable("path")])),
    ),
    functionRule(repository, ["_", "path"], [holds(hasSlash, "policy")], variable("path")),
    functionRule(
      repository,
      ["registry", "path"],
      [holds(compare(variable("registry"), "!=", scalar("docker.io")), "policy"), fails(hasSlash, "policy")],
      variable("path"),
    ),
  ];
}
