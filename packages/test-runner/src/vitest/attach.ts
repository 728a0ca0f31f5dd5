import type { CompiledPolicy } from "@bylaw/compiler";
import MagicString, { type SourceMap } from "magic-string";
import { artefactText } from "../decision/artefact-text.ts";

/** What is needed of an ESTree program; the parser's own types differ between versions of vite. */
export interface ParsedModule {
  readonly body: readonly ParsedStatement[];
}

interface ParsedStatement {
  readonly type: string;
  readonly declaration?: { readonly start: number; readonly end: number; readonly type: string } | null;
  readonly specifiers?: readonly {
    readonly exported?: { readonly name?: string };
    readonly local?: { readonly name?: string };
  }[];
}

const attach = "__bylaw_attachArtefact";
const artefactName = "__bylaw_artefact";

/**
 * Adds to a policy's module the call that hands its default export the compiled form.
 *
 * @param code the module as JavaScript
 * @param file the module, absolute
 * @returns undefined when the module has no default export
 */
export function attachInModule(
  code: string,
  program: ParsedModule,
  policy: CompiledPolicy,
  file: string,
): { readonly code: string; readonly map: SourceMap } | undefined {
  const text = new MagicString(code);
  if (!attachToDefault(text, program, file)) return undefined;
  text.prepend(
    // The artefact is data: JSON text within a string literal, never code. The import is small, as each test file has it.
    `import { attachArtefact as ${attach}, readArtefact as ${artefactName} } from "@bylaw/test-runner/artefact";\nconst __bylaw_text = ${JSON.stringify(artefactText(policy))};\n`,
  );
  return { code: text.toString(), map: text.generateMap({ hires: true }) };
}

function attachToDefault(text: MagicString, program: ParsedModule, file: string): boolean {
  const call = `${artefactName}(__bylaw_text), ${JSON.stringify(file)}`;
  for (const statement of program.body) {
    if (statement.type === "ExportDefaultDeclaration" && statement.declaration) {
      if (/Declaration$/.test(statement.declaration.type)) return false;
      text.appendLeft(statement.declaration.start, `${attach}(`);
      text.appendRight(statement.declaration.end, `, ${call})`);
      return true;
    }
    const specifier = statement.specifiers?.find(({ exported }) => exported?.name === "default");
    if (statement.type === "ExportNamedDeclaration" && specifier?.local?.name !== undefined) {
      text.append(`\n${attach}(${specifier.local.name}, ${call});\n`);
      return true;
    }
  }
  return false;
}
