import type { Json } from "@bylaw/engine";
import { isList, isRecord, type Path } from "./json-value.ts";

const mostChains = 2_000;
const longest = 12;

/**
 * The keys that a policy follows one after another, such as `resources`, `limits`, `memory`, wherever it begins.
 *
 * @param plan OPA's plan
 * @param strings the plan's strings
 */
export function memberChains(plan: Json, strings: readonly string[]): readonly Path[] {
  const found = new Map<string, Path>();
  const follow = (value: Json | undefined, chains: Map<number, Path>): void => {
    if (isList(value)) {
      for (const one of value) follow(one, chains);
      return;
    }
    if (!isRecord(value)) return;
    if (value.type === "DotStmt" && isRecord(value.stmt)) {
      const { source, key, target } = value.stmt;
      const name = isRecord(key) && key.type === "string_index" ? strings[Number(key.value)] : undefined;
      if (name !== undefined && isRecord(source) && typeof target === "number") {
        const before = source.type === "local" ? (chains.get(Number(source.value)) ?? []) : [];
        const chain = before.length >= longest ? [name] : [...before, name];
        chains.set(target, chain);
        if (found.size < mostChains) found.set(JSON.stringify(chain), chain);
      }
      return;
    }
    // Locals have a meaning of their own in each function.
    const inner = Array.isArray(value.params) ? new Map<number, Path>() : chains;
    for (const child of Object.values(value)) follow(child, inner);
  };
  const plans = isRecord(plan) ? [plan.plans, plan.funcs] : [];
  for (const part of plans) follow(part, new Map());
  return [...found.values()];
}
