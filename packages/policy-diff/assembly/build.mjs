// npm run build:scanner: compiles line-scanner.ts to WebAssembly, and writes it as text, so that nothing is compiled
// where Bylaw is installed. With --check it only says whether the text is that of the source.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "assemblyscript/asc";

const folder = import.meta.dirname;
const output = join(folder, "../src/scan/line-scanner-code.ts");

/** The compiled half of the line scanner, as TypeScript. @throws Error when it does not compile */
async function lineScannerModule() {
  const files = new Map();
  const { error, stderr } = await main(
    [
      "line-scanner.ts",
      "--baseDir",
      folder,
      "-O3",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "--noAssert",
      "-o",
      "code.wasm",
    ],
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

const text = await lineScannerModule();
if (!process.argv.includes("--check")) writeFileSync(output, text);
else if (readFileSync(output, "utf8") !== text) {
  process.stderr.write("line-scanner-code.ts is not what its source compiles to: npm run build:scanner\n");
  process.exitCode = 1;
}
