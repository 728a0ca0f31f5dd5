import { dirname, join } from "node:path";
import type { SourceRange } from "../mutant.ts";
import { SourcePositions } from "./source-positions.ts";
import { allChildren, child, children, isNode, nameOf, parseModule, type SyntaxNode } from "./syntax.ts";

/** A statement of a module, with what it declares and what it may name. */
interface TopLevelStatement {
  readonly range: SourceRange;
  /** Undefined for one that is run whatever is asked for. */
  readonly declared: string | undefined;
  readonly named: ReadonlySet<string>;
}

interface ReadModule {
  readonly statements: readonly TopLevelStatement[];
  /** Local name → where it is from; the name there is undefined where that may be anything of the module. */
  readonly imported: ReadonlyMap<string, ImportedName>;
}

interface ImportedName {
  readonly file: string;
  readonly name: string | undefined;
}

/**
 * The statements of modules that a policy is made of: what its own module runs, and all that this names. A constant or
 * function that another policy imports is none of them.
 *
 * @param entry the policy's module
 * @param texts of all modules, by their paths, of which none or all are absolute
 * @returns where they are; files are the keys of `texts`
 * @throws {UnparsableModule} when a text is no TypeScript
 */
export function usedDeclarations(entry: string, texts: ReadonlyMap<string, string>): readonly SourceRange[] {
  const modules = new Map([...texts].map(([file, text]) => [file, readModule(file, text)]));
  const used = new Set<TopLevelStatement>();
  const waiting: { readonly file: string; readonly statement: TopLevelStatement }[] = [];
  const use = (file: string, wanted: (statement: TopLevelStatement) => boolean) => {
    for (const statement of modules.get(file)?.statements ?? [])
      if (wanted(statement) && !used.has(statement)) {
        used.add(statement);
        waiting.push({ file, statement });
      }
  };
  for (const file of modules.keys()) use(file, ({ declared }) => declared === undefined);
  use(entry, ({ declared }) => declared === "default");
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { file, statement } = next;
    for (const name of statement.named) {
      use(file, ({ declared }) => declared === name);
      const from = modules.get(file)?.imported.get(name);
      if (from !== undefined)
        use(from.file, ({ declared }) => from.name === undefined || declared === from.name);
    }
  }
  return [...used].map(({ range }) => range);
}

function readModule(file: string, text: string): ReadModule {
  const positions = new SourcePositions(file, text);
  const statements: TopLevelStatement[] = [];
  const imported = new Map<string, ImportedName>();
  for (const statement of children(parseModule(file, text), "body")) {
    if (/^TS(?:Interface|TypeAlias)/.test(statement.type)) continue;
    const source = isNode(statement.source) ? statement.source.value : undefined;
    const from = typeof source === "string" ? join(dirname(file), source) : undefined;
    if (statement.type === "ImportDeclaration") {
      for (const specifier of from === undefined ? [] : children(statement, "specifiers"))
        imported.set(nameOf(child(specifier, "local")) ?? "", {
          file: from ?? "",
          name: nameThere(specifier),
        });
      continue;
    }
    const named = namesIn(statement);
    if (from !== undefined) {
      // What is exported from there may be anything.
      named.add(from);
      imported.set(from, { file: from, name: undefined });
    }
    const range = positions.range(statement.start, statement.end);
    statements.push({ range, declared: declaredBy(statement), named });
  }
  return { statements, imported };
}

function nameThere(specifier: SyntaxNode): string | undefined {
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  return isNode(specifier.imported) ? nameOf(specifier.imported) : undefined;
}

/** Only what is plainly one constant or function is left out where nothing names it. */
function declaredBy(statement: SyntaxNode): string | undefined {
  const { declaration } = statement;
  // One that has a name of its own may be called by that too.
  if (statement.type === "ExportDefaultDeclaration")
    return isNode(declaration) && /Declaration$/.test(declaration.type) ? undefined : "default";
  if (statement.type === "ExportNamedDeclaration" && isNode(declaration)) return declaredBy(declaration);
  if (statement.type === "FunctionDeclaration") return nameOf(child(statement, "id"));
  if (statement.type !== "VariableDeclaration") return undefined;
  const [declarator, ...others] = children(statement, "declarations");
  return declarator === undefined || others.length > 0 ? undefined : nameOf(child(declarator, "id"));
}

function namesIn(node: SyntaxNode): Set<string> {
  const names = new Set<string>();
  const visit = (inner: SyntaxNode): void => {
    if (inner.type === "Identifier") names.add(String(inner.name));
    for (const one of allChildren(inner)) if (!/^TSType(?!Assertion)/.test(one.type)) visit(one);
  };
  visit(node);
  return names;
}
