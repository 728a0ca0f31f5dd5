import type { Json } from "@bylaw/engine";
import { isList, isRecord, type Path } from "./json-value.ts";

/** The keys that a policy follows one after another. */
export interface MemberChains {
  /** Such as `resources`, `limits`, `memory`, wherever they begin. */
  readonly chains: readonly Path[];
  /** Those that begin at the input. */
  readonly fromInput: readonly Path[];
}

const mostChains = 2_000;
const longest = 12;
/** What is no message, and no place in one. */
const memberName = /^(?!input\.)[A-Za-z_$][\w$./-]*$/;
/** The local of a plan in which the input is. */
const inputLocal = 0;

/**
 * Reads of a plan which keys are followed, by references and by paths of `object.get`.
 *
 * @param plan OPA's plan
 * @param strings the plan's strings
 */
export function memberChains(plan: Json, strings: readonly string[]): MemberChains {
  const found = new Map<string, Path>();
  const fromInput = new Map<string, Path>();
  const add = (chain: Path) => {
    if (found.size < mostChains) found.set(JSON.stringify(chain), chain);
  };
  const textOf = (operand: Json | undefined): string | undefined =>
    isRecord(operand) && operand.type === "string_index" ? strings[Number(operand.value)] : undefined;
  const follow = (value: Json | undefined, chains: Map<number, Path>, lists: Map<number, Path>): void => {
    if (isList(value)) {
      for (const one of value) follow(one, chains, lists);
      return;
    }
    if (!isRecord(value)) return;
    if (value.type === "DotStmt" && isRecord(value.stmt)) {
      const { source, key, target } = value.stmt;
      const name = textOf(key);
      if (name !== undefined && isRecord(source) && typeof target === "number") {
        const local = source.type === "local" ? Number(source.value) : undefined;
        const before = local === undefined ? [] : (chains.get(local) ?? []);
        const chain = before.length >= longest ? [name] : [...before, name];
        chains.set(target, chain);
        add(chain);
        if (local === inputLocal || fromInput.has(JSON.stringify(before)))
          fromInput.set(JSON.stringify(chain), chain);
      }
      return;
    }
    if (value.type === "ArrayAppendStmt" && isRecord(value.stmt)) {
      const name = textOf(value.stmt.value);
      const list = Number(value.stmt.array);
      const path =
        name === undefined || !memberName.test(name) ? undefined : [...(lists.get(list) ?? []), name];
      if (path === undefined || path.length > longest) return;
      lists.set(list, path);
      add(path);
      // What is looked into may have been put into an object of its own first.
      if (path.length > 1) add(path.slice(1));
      return;
    }
    // Locals have a meaning of their own in each function.
    const own = Array.isArray(value.params);
    for (const child of Object.values(value))
      follow(child, own ? new Map() : chains, own ? new Map() : lists);
  };
  const plans = isRecord(plan) ? [plan.plans, plan.funcs] : [];
  for (const part of plans) follow(part, new Map(), new Map());
  return { chains: [...found.values()], fromInput: [...fromInput.values()] };
}
