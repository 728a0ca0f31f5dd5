import { existsSync, readFileSync } from "node:fs";
import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget, type SourceFile, ts } from "ts-morph";
import type { Diagnostic } from "../compilation.ts";
import { diagnostic } from "../diagnostics/report.ts";
import { spanOf, spanOfRange } from "./span.ts";
import { isLibraryFile } from "./symbols.ts";

/** A project in which policies are read: the types that a decision rests on are checked as strictly as they can be. */
export function createProject(): Project {
  return new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      target: ScriptTarget.ES2023,
      lib: ["lib.es2023.d.ts"],
      module: ModuleKind.Preserve,
      moduleResolution: ModuleResolutionKind.Bundler,
      // The types that this compiler was built with: as an author has them, or the sources where it runs from its own.
      customConditions: import.meta.url.endsWith(".ts") ? ["@bylaw/source"] : [],
      types: [],
      noEmit: true,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noImplicitReturns: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    },
  });
}

/** Reads a policy that is compiled later, unless it may change what other files mean. */
export function openBeside(project: Project, entry: string): void {
  try {
    if (!/\bdeclare\b/.test(readFileSync(entry, "utf8"))) project.addSourceFileAtPath(entry);
  } catch {
    // Whoever compiles it is told why it cannot be read.
  }
}

/** The files of a policy: the entry and what it imports from beside it, each once, the entry first. */
export interface PolicyFiles {
  readonly entry: SourceFile;
  readonly files: readonly SourceFile[];
}

/**
 * Reads the entry and its modules again where they changed.
 * @param sources texts that stand for what is on disk, by absolute path
 */
export function readPolicyFiles(
  project: Project,
  entry: string,
  sources: ReadonlyMap<string, string>,
): PolicyFiles | readonly Diagnostic[] {
  for (const [path, text] of sources) project.createSourceFile(path, text, { overwrite: true });
  const file = sources.has(entry) ? project.getSourceFile(entry) : readEntry(project, entry);
  if (file === undefined) return [diagnostic("BYL1001", entry)];
  const found = new Map<string, SourceFile>();
  const circles: Diagnostic[] = [];
  collect(file, [], found, circles, sources);
  return circles.length > 0 ? circles : { entry: file, files: [...found.values()] };
}

function readEntry(project: Project, entry: string): SourceFile | undefined {
  if (!existsSync(entry)) return undefined;
  try {
    return project.addSourceFileAtPath(entry);
  } catch {
    // A folder, or a file that may not be read.
    return undefined;
  }
}

function collect(
  file: SourceFile,
  above: readonly SourceFile[],
  found: Map<string, SourceFile>,
  circles: Diagnostic[],
  sources: ReadonlyMap<string, string>,
): void {
  const path = file.getFilePath();
  if (found.has(path)) return;
  if (!sources.has(path)) file.refreshFromFileSystemSync();
  const chain = [...above, file];
  for (const declaration of [...file.getImportDeclarations(), ...file.getExportDeclarations()]) {
    const target = declaration.getModuleSpecifierSourceFile();
    if (target === undefined || isLibraryFile(target)) continue;
    const at = chain.indexOf(target);
    if (at >= 0) {
      const names = [...chain.slice(at), target].map((one) => one.getBaseName()).join(" → ");
      circles.push(diagnostic("BYL1004", names, spanOf(declaration)));
      continue;
    }
    collect(target, chain, found, circles, sources);
  }
  found.set(path, file);
}

/** What TypeScript itself has to say about the files of a policy. */
export function typeScriptErrors(project: Project, files: readonly SourceFile[]): readonly Diagnostic[] {
  const program = project.getProgram();
  return files.flatMap((file) => [
    ...suppressions(file),
    ...[...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      (found): Diagnostic => {
        const start = found.getStart();
        const text = ts.flattenDiagnosticMessageText(found.compilerObject.messageText, "\n");
        const span =
          start === undefined ? undefined : spanOfRange(file, start, start + (found.getLength() ?? 0));
        return {
          code: `TS${found.getCode()}`,
          severity: "error",
          message: text,
          ...(span === undefined ? {} : { span }),
        };
      },
    ),
  ]);
}

function suppressions(file: SourceFile): readonly Diagnostic[] {
  const text = file.getFullText();
  return [...text.matchAll(/@ts-(?:ignore|expect-error|nocheck)\b/g)].map((match) =>
    diagnostic("BYL1123", match[0], spanOfRange(file, match.index, match.index + match[0].length)),
  );
}
