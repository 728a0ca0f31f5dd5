import type { Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { globals } from "./refused-functions.ts";
import { spanOf } from "./span.ts";
import { isBuiltIn, symbolOf } from "./symbols.ts";

/**
 * Refuses a name of JavaScript itself, such as Date.
 * @throws Refusal BYL1157 with what to write instead
 */
export function refuseGlobal(node: Node): void {
  const symbol = symbolOf(node);
  if (symbol === undefined || symbol.getDeclarations().length === 0 || !isBuiltIn(symbol)) return;
  const name = symbol.getName();
  if (Object.hasOwn(globals, name)) throw new Refusal("BYL1157", `${name}: ${globals[name]}`, spanOf(node));
}
