import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { CustomBuiltins } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { DiffFailed } from "../failure.ts";
import { isArray, isObject } from "../json-value.ts";

/**
 * Reads the builtins that a capabilities document declares, as `opa capabilities` prints it.
 *
 * @throws DiffFailed `optionInvalid` when it is none
 */
export async function readCustomBuiltins(file: string, cwd: string): Promise<CustomBuiltins> {
  const text = await readFile(resolve(cwd, file), "utf8").catch(() => undefined);
  if (text === undefined) throw new DiffFailed("optionInvalid", `no capabilities: ${file} cannot be read`);
  const builtins = builtinsIn(text);
  const declared = isArray(builtins) ? builtins.filter(isObject) : [];
  if (!isArray(builtins) || declared.length < builtins.length || !declared.every(isDeclaration)) {
    const wanted = '{"builtins": [{"name": …, "decl": {"type": "function", "args": […], "result": …}}]}';
    throw new DiffFailed("optionInvalid", `${file} is no capabilities document of OPA: ${wanted}`);
  }
  return declared;
}

function builtinsIn(text: string) {
  try {
    const document = parseJson(text);
    return isObject(document) ? document.builtins : undefined;
  } catch {
    return undefined;
  }
}

function isDeclaration({ name, decl }: CustomBuiltins[number]): boolean {
  return typeof name === "string" && isObject(decl);
}
