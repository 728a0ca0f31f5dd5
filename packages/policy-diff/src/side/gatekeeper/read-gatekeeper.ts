import { readFile, stat } from "node:fs/promises";
import type { OpaBinary } from "@bylaw/engine";
import { glob } from "tinyglobby";
import { DiffFailed } from "../../failure.ts";
import { parseModules } from "../../policy/syntax.ts";
import type { Warning } from "../../report/report.ts";
import type { Place, PolicyFiles } from "../side.ts";
import { type Constraint, constraintOf, isConstraint } from "./constraint.ts";
import { constraintModule, constraintPath, templatePackage } from "./constraint-module.ts";
import { matchReads } from "./constraint-reads.ts";
import { readDocuments } from "./documents.ts";
import { isolated } from "./isolate.ts";
import { matchModule } from "./match-module.ts";
import { isTemplate, type RegoText, type Template, templateOf } from "./template.ts";

/** Whether a folder or file holds templates of Gatekeeper. @param path absolute */
export async function holdsTemplates(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) return false;
  const files = status.isDirectory()
    ? await glob("**/*.{yaml,yml,json}", {
        cwd: path,
        absolute: true,
        dot: false,
        ignore: ["**/node_modules/**"],
      })
    : /\.(ya?ml|json)$/.test(path)
      ? [path]
      : [];
  for (const file of files) {
    // Base documents beside Rego may be large; templates are not.
    if ((await stat(file)).size > maxTemplatesBytes) continue;
    if (/\bkind"?\s*:\s*["']?ConstraintTemplate\b/.test(await readFile(file, "utf8"))) return true;
  }
  return false;
}

const matchFile = "gatekeeper-match.rego";
const maxTemplatesBytes = 32 * 1024 * 1024;

/** A module before it is named among the others. */
interface Made {
  readonly name: string;
  readonly text: string;
  readonly version: 0 | 1;
  readonly generated: boolean;
  placeOf(row: number): Place;
}

/**
 * Reads ConstraintTemplates and Constraints as Rego: a package for each template, and one of decisions for each
 * constraint. What a template decides in another language than Rego is left out, with a warning.
 *
 * @param path absolute
 * @throws DiffFailed `policyInvalid` where Gatekeeper would refuse them
 */
export async function readGatekeeper(
  path: string,
  label: string,
  opa: OpaBinary,
): Promise<Omit<PolicyFiles, "kind" | "commit">> {
  const documents = await readDocuments(path);
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) =>
    void warnings.push({ code, message: `${label}: ${message}`, count: 1 });
  const read = documents.filter(isTemplate).map(templateOf);
  for (const template of read) if (typeof template === "string") warn("celNotCompared", template);
  const templates = read.filter((template) => typeof template !== "string");
  const repeated = templates.find(
    (one, index) => templates.findIndex(({ kind }) => kind === one.kind) < index,
  );
  if (repeated !== undefined)
    throw new DiffFailed("policyInvalid", `${label}: there are two templates of ${repeated.kind}`);
  const kinds = new Set(templates.map(({ kind }) => kind));
  const all = documents.filter(isConstraint).map(constraintOf);
  const constraints = all.filter(({ kind }) => kinds.has(kind));
  for (const { kind, name } of all)
    if (!kinds.has(kind)) warn("constraintWithoutTemplate", `${kind} ${name} has no template`);
  for (const kind of kinds)
    if (!constraints.some((one) => one.kind === kind))
      warn("templateWithoutConstraint", `${kind} has no constraint`);
  const paths = constraints.map(constraintPath);
  const twice = paths.find((one, index) => paths.indexOf(one) < index);
  if (twice !== undefined) throw new DiffFailed("policyInvalid", `${label}: ${twice} is there twice`);
  const made: Made[] = [];
  const ofKind = new Map<string, readonly string[]>();
  for (const template of templates) {
    const modules = await modulesOf(template, opa);
    ofKind.set(
      template.kind,
      modules.map(({ name }) => name),
    );
    made.push(...modules);
  }
  made.push(...constraints.map(constraintMade));
  made.push({
    name: matchFile,
    text: matchModule,
    version: 1,
    generated: true,
    placeOf: (row) => ({ file: matchFile, row }),
  });
  const byName = new Map(made.map((module) => [module.name, module]));
  return {
    label,
    modules: Object.fromEntries(made.map(({ name, text }) => [name, text])),
    data: undefined,
    versionOf: (name) => byName.get(name)?.version,
    writtenAt: (name, row) => byName.get(name)?.placeOf(row),
    generated: new Set(made.flatMap(({ name, generated }) => (generated ? [name] : []))),
    constraints: constraints.map((constraint) => ({
      path: constraintPath(constraint),
      kinds: constraint.match.kinds?.map(({ kinds: names }) => names) ?? null,
      reads: matchReads(constraint.match),
      modules: [matchFile, constraintMade(constraint).name, ...(ofKind.get(constraint.kind) ?? [])],
    })),
    warnings,
  };
}

async function modulesOf(template: Template, opa: OpaBinary): Promise<readonly Made[]> {
  const { kind, document, version, rego, libs } = template;
  const sources = [{ name: `${document.file}#${kind}`, ...rego }].concat(
    libs.map((lib, index) => ({ name: `${document.file}#${kind}/lib/${index}`, ...lib })),
  );
  const made: Made[] = [];
  for (const [index, { name, text, place }] of sources.entries()) {
    const placeOf = (row: number) => ({ file: document.file, row: rowIn({ text, place }, row) });
    const [module] = await parseModules(opa, { [name]: text }, () => version).catch((error: unknown) => {
      throw located(error, name, placeOf);
    });
    if (module === undefined) continue;
    if (index === 0 && !module.rules.some((rule) => rule.name === "violation"))
      throw new DiffFailed(
        "policyInvalid",
        `${document.file}:${placeOf(1).row}: the template of ${kind} has no violation`,
      );
    const moved = isolated(module, templatePackage(kind), index > 0);
    if ("refused" in moved)
      throw new DiffFailed(
        "policyInvalid",
        `${document.file}:${placeOf(1).row}: Gatekeeper refuses the template of ${kind}: ${moved.refused}`,
      );
    made.push({ name, text: moved.text, version, generated: false, placeOf });
  }
  return made;
}

function constraintMade(constraint: Constraint): Made {
  const { document, kind, name } = constraint;
  return {
    name: `${document.file}#${kind}/${name}`,
    text: constraintModule(constraint),
    version: 1,
    generated: true,
    placeOf: () => ({ file: document.file, row: document.row }),
  };
}

function rowIn({ place }: RegoText, row: number): number {
  return place.byLine ? place.row + row - 1 : place.row;
}

/** What OPA says of a module, with the rows of the file that holds it. */
function located(error: unknown, name: string, placeOf: (row: number) => Place): unknown {
  if (!(error instanceof DiffFailed)) return error;
  const [, rest] = error.message.split(`${name} does not parse:\n`);
  const rows = (rest ?? error.message).replaceAll(
    /"row": (\d+)/g,
    (_, row: string) => `"row": ${placeOf(Number(row)).row}`,
  );
  return new DiffFailed(
    "policyInvalid",
    `${placeOf(1).file}: the Rego of ${name.split("#")[1]} does not parse:\n${rows.replaceAll(new RegExp(`${escaped(name)}:(\\d+)`, "g"), (_, row: string) => `${placeOf(Number(row)).file}:${placeOf(Number(row)).row}`)}`,
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
