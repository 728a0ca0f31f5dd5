import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JsonObject, type OpaBinary, versionFlag } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { DiffFailed } from "../failure.ts";
import { isArray, isObject } from "../json-value.ts";
import type { Place } from "../side/side.ts";

/** A node of OPA's syntax tree, as `opa parse` prints it. */
export type Node = JsonObject;

/** One rule of a module. A rule with several bodies is several of these, as OPA parses them. */
export interface RegoRule {
  /** The name within the package: `allow`; for a head such as `a.b.c`, that text. */
  readonly name: string;
  readonly kind: "complete" | "set" | "object" | "function";
  readonly isDefault: boolean;
  /** The module that holds it. */
  readonly file: string;
  readonly row: number;
  /** Where it was written, for people: another file when the module is compiled from that. */
  readonly place: Place;
  /** The text of the rule, from its head to its end. */
  readonly text: string;
  /**
   * What people call it: the title of its METADATA, the constant it adds to a set, the first sentence of the comment
   * above it, or its name.
   */
  readonly title: string;
  /** The constant that this rule adds to a set, if it is one. */
  readonly constantKey: string | undefined;
  /** Whether a complete rule can only be true. */
  readonly onlyTrue: boolean;
  readonly node: Node;
}

export interface PolicyModule {
  readonly name: string;
  /** `["istio", "authz"]` */
  readonly package: readonly string[];
  readonly imports: readonly Node[];
  readonly rules: readonly RegoRule[];
  readonly text: string;
  /** Nobody wrote it. */
  readonly generated?: true;
}

/**
 * Parses modules with OPA.
 *
 * @param modules file name → text
 * @param versionOf the Rego version of a module
 * @throws DiffFailed `policyInvalid` with what OPA says
 */
export async function parseModules(
  opa: OpaBinary,
  modules: Readonly<Record<string, string>>,
  versionOf: (name: string) => 0 | 1,
): Promise<readonly PolicyModule[]> {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-parse-"));
  try {
    const parsed: PolicyModule[] = [];
    for (const [name, text] of Object.entries(modules)) {
      const file = join(folder, "module.rego");
      await writeFile(file, text);
      parsed.push(moduleOf(name, text, await parse(opa, file, name, versionOf(name))));
    }
    return parsed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parse(opa: OpaBinary, file: string, name: string, regoVersion: 0 | 1): Promise<Node> {
  const version = versionFlag(opa, { regoVersion });
  const args = ["parse", "--format=json", "--json-include=locations", ...version, file];
  const options = { maxBuffer: 512 * 1024 * 1024, timeout: 60_000, env: {} };
  return new Promise((done, fail) => {
    execFile(opa.path, args, options, (error, stdout, stderr) => {
      if (error === null) {
        const document = parseJson(stdout);
        if (isObject(document)) return done(document);
      }
      const said = (stderr || stdout || error?.message || "").replaceAll(file, name).trim().slice(0, 4000);
      fail(new DiffFailed("policyInvalid", `${name} does not parse:\n${said}`));
    });
  });
}

function moduleOf(name: string, text: string, document: Node): PolicyModule {
  const rules = isArray(document.rules) ? document.rules.filter(isObject) : [];
  const lines = text.split("\n");
  const declared = isObject(document.package) ? document.package.path : undefined;
  return {
    name,
    package: isArray(declared)
      ? declared.slice(1).flatMap((part) => (isObject(part) ? [String(part.value)] : []))
      : [],
    imports: isArray(document.imports) ? document.imports.filter(isObject) : [],
    rules: rules.map((node) => ruleOf(node, name, lines)),
    text,
  };
}

function ruleOf(node: Node, file: string, lines: readonly string[]): RegoRule {
  const head = isObject(node.head) ? node.head : {};
  const name = nameOf(head);
  const text = textAt(node);
  const key = isObject(head.key) && head.key.type === "string" ? head.key.value : undefined;
  const constantKey = typeof key === "string" && head.value === undefined ? key : undefined;
  const kind = kindOf(head);
  const value = head.value;
  const row = rowOf(node) ?? rowOf(head) ?? 0;
  return {
    name,
    kind,
    isDefault: node.default === true,
    file,
    row,
    place: { file, row },
    text,
    title: annotatedTitle(node) ?? constantKey ?? commentTitle(lines, row) ?? name,
    constantKey,
    onlyTrue:
      kind === "complete" &&
      isObject(value) &&
      value.type === "boolean" &&
      value.value === true &&
      node.else === undefined,
    node,
  };
}

function kindOf(head: Node): RegoRule["kind"] {
  if (isArray(head.args)) return "function";
  if (head.key === undefined) return "complete";
  return head.value === undefined ? "set" : "object";
}

function nameOf(head: Node): string {
  const parts = isArray(head.ref) ? head.ref.filter(isObject) : [];
  const constant: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0 && part.type !== "string") break;
    constant.push(String(part.value));
  }
  return constant.length > 0 ? constant.join(".") : String(head.name ?? "");
}

function annotatedTitle(node: Node): string | undefined {
  if (!isArray(node.annotations)) return undefined;
  for (const annotation of node.annotations) {
    if (isObject(annotation) && typeof annotation.title === "string") return annotation.title;
  }
  return undefined;
}

const maxTitleLength = 100;

function commentTitle(lines: readonly string[], row: number): string | undefined {
  const comment: string[] = [];
  for (let at = row - 2; at >= 0; at--) {
    const line = /^\s*#\s?(.*)$/.exec(lines[at] ?? "")?.[1];
    if (line === undefined) break;
    comment.unshift(line.trim());
  }
  if (comment.includes("METADATA")) return undefined;
  const sentence = /^.*?[.!?:](?=\s|$)/.exec(comment.join(" "))?.[0].slice(0, -1) ?? comment.join(" ");
  const title = sentence.trim();
  // A ruler such as `-----` is no title.
  if (!/[A-Za-z]{3}/.test(title)) return undefined;
  return title.length <= maxTitleLength ? title : `${title.slice(0, maxTitleLength - 1)}…`;
}

function rowOf(node: Node): number | undefined {
  const location = node.location;
  return isObject(location) && typeof location.row === "number" ? location.row : undefined;
}

/** OPA keeps the text of a node in its location, in base64. */
function textAt(node: Node): string {
  const location = node.location;
  const text = isObject(location) ? location.text : undefined;
  return typeof text === "string" ? Buffer.from(text, "base64").toString("utf8") : "";
}
