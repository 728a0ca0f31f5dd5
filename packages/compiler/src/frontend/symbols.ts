import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Symbol as MorphSymbol, Node, type SourceFile } from "ts-morph";

/** The symbol of a name where it stands: in `{ name }` that of the value, not of the property. */
export function directSymbolOf(node: Node): MorphSymbol | undefined {
  const parent = node.getParent();
  return Node.isShorthandPropertyAssignment(parent) ? parent.getValueSymbol() : node.getSymbol();
}

/** The symbol that a name stands for, followed through imports. */
export function symbolOf(node: Node): MorphSymbol | undefined {
  const symbol = directSymbolOf(node);
  return symbol?.getAliasedSymbol() ?? symbol;
}

/** In `module.name`, with the whole module imported, the name; any other node as it is. */
export function memberOfModule(node: Node): Node {
  if (!Node.isPropertyAccessExpression(node) || !Node.isIdentifier(node.getExpression())) return node;
  const name = node.getNameNode();
  const [declaration] = symbolOf(node.getExpression())?.getDeclarations() ?? [];
  return Node.isSourceFile(declaration) && Node.isIdentifier(name) ? name : node;
}

/** The declaration of a name, when there is just one. */
export function declarationOf(symbol: MorphSymbol): Node | undefined {
  const [only, ...others] = symbol.getDeclarations();
  return others.length === 0 ? only : undefined;
}

const packageOfFolder = new Map<string, string | undefined>();

/** The name in the nearest package.json. What it says of a folder does not change while a compiler runs. */
function packageNameOf(folder: string): string | undefined {
  if (packageOfFolder.has(folder)) return packageOfFolder.get(folder);
  const file = join(folder, "package.json");
  const above = dirname(folder);
  const name = existsSync(file) ? nameIn(file) : undefined;
  const found = name ?? (above === folder ? undefined : packageNameOf(above));
  packageOfFolder.set(folder, found);
  return found;
}

function nameIn(file: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof parsed !== "object" || parsed === null || !("name" in parsed)) return undefined;
    return typeof parsed.name === "string" ? parsed.name : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file belongs to a library: ours, TypeScript's, or an installed package. */
export function isLibraryFile(file: SourceFile): boolean {
  const path = file.getFilePath();
  return path.includes("/node_modules/") || packageNameOf(dirname(path)) === "@bylaw/dsl";
}

/** The name of a function of @bylaw/dsl, if the symbol is one. */
export function dslFunction(symbol: MorphSymbol): string | undefined {
  const declaration = symbol.getDeclarations().find((node) => Node.isFunctionDeclaration(node));
  if (declaration === undefined) return undefined;
  const path = declaration.getSourceFile().getFilePath();
  return packageNameOf(dirname(path)) === "@bylaw/dsl" ? symbol.getName() : undefined;
}

/** Whether a symbol is declared in @bylaw/dsl. */
export function isDslDeclaration(symbol: MorphSymbol): boolean {
  const declarations = symbol.getDeclarations();
  return (
    declarations.length > 0 &&
    declarations.every((node) => packageNameOf(dirname(node.getSourceFile().getFilePath())) === "@bylaw/dsl")
  );
}

/** Whether a symbol is declared in TypeScript's own library: a method of string, array or set. */
export function isBuiltIn(symbol: MorphSymbol): boolean {
  const declarations = symbol.getDeclarations();
  // A property that a mapped type makes is declared nowhere.
  return (
    declarations.length > 0 &&
    declarations.every((node) => /\/lib\.[a-z0-9.]+\.d\.ts$/.test(node.getSourceFile().getFilePath()))
  );
}
