import type { Expression } from "../ir/expression.ts";
import { memoised } from "../memoised.ts";

type Let = Extract<Expression, { kind: "let" }>;

/** Whether a list that gets a name is only gone through, or asked for what is in it: its order does not matter then. */
export const isUsedAsSet: (expression: Let) => boolean = memoised(({ bindings, body }: Let) => {
  const [binding, ...others] = bindings;
  const isWhole = binding?.path.length === 0 && binding.from === undefined && binding.defaults === undefined;
  return isWhole && others.length === 0 && !isReadOtherwise(body, binding.local.id);
});

function isReadOtherwise(within: unknown, id: number): boolean {
  if (typeof within !== "object" || within === null) return false;
  if (Array.isArray(within)) return within.some((inner) => isReadOtherwise(inner, id));
  if (isLocal(within, id)) return true;
  return Object.entries(within).some(
    ([key, inner]) =>
      !(key === "collection" && isAsked(within) && isLocal(inner, id)) && isReadOtherwise(inner, id),
  );
}

function isAsked(of: object): boolean {
  if (!("kind" in of)) return false;
  return of.kind === "includes" || of.kind === "quantifier" || (of.kind === "transform" && "isLoop" in of);
}

function isLocal(value: unknown, id: number): boolean {
  if (typeof value !== "object" || value === null || !("kind" in value) || value.kind !== "local")
    return false;
  const { local } = value as Extract<Expression, { kind: "local" }>;
  return local.id === id;
}
