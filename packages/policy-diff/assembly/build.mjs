// npm run build:scanner: compiles line-scanner.ts to WebAssembly, and writes it as text, so that nothing is compiled
// where Bylaw is installed. A test holds the text to the source.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const folder = import.meta.dirname;
const output = join(folder, "../src/scan/line-scanner-code.ts");

/** The compiled half of the line scanner, as TypeScript. @throws Error when it does not compile */
export async function lineScannerModule() {
  const files = new Map();
  const { error, stderr } = await main(
    ["line-scanner.ts", "--baseDir", folder, "-O3", "--runtime", "stub", "--enable", "simd", "--noAssert", "-o", "code.wasm"],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  const code = files.get("code.wasm");
  if (error !== null || code === undefined) throw new Error(`line-scanner.ts does not compile: ${stderr}`);
  const text = Buffer.from(code).toString("base64");
  return [
    "// Written by `npm run build:scanner` from assembly/line-scanner.ts; not to be edited.",
    "",
    "/** WebAssembly, as base64. */",
    "export const lineScannerCode =",
    `  "${text}";`,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(output, await lineScannerModule());
