import type { Json } from "@bylaw/engine";
import { type CompiledDecideOptions, decide } from "../decision/decide.ts";

export interface AccessMatrix extends CompiledDecideOptions {
  /** Name → what `input` needs to know of it; the same for actions and resources. */
  readonly principals: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, unknown>>;
  /** The input for one of each. */
  input(principal: never, action: never, resource: never): unknown;
}

/**
 * Who may do what to what, as a text for a snapshot: a line for each principal and resource, with the actions that
 * are allowed. A change of the policy then shows in the snapshot's diff, cell by cell.
 *
 * ```ts
 * expect(await accessMatrix(policy, { principals, actions, resources, input, now })).toMatchSnapshot();
 * ```
 *
 * @throws {Error} when one of the three is empty, or the engine gives no decision
 */
export async function accessMatrix(policy: object, matrix: AccessMatrix): Promise<string> {
  const { principals, actions, resources, input, ...options } = matrix;
  for (const [name, entries] of Object.entries({ principals, actions, resources }))
    if (Object.keys(entries).length === 0)
      throw new Error(`the matrix has no ${name}, so that it shows nothing`);
  const make = input as (principal: unknown, action: unknown, resource: unknown) => Json;
  const lines = [];
  for (const [principal, who] of Object.entries(principals)) {
    for (const [resource, what] of Object.entries(resources)) {
      const cells: string[] = [];
      for (const [action, how] of Object.entries(actions)) {
        const { allow } = await decide(policy, make(who, how, what), options);
        cells.push(`${action}: ${allow ? "allow" : "deny"}`);
      }
      lines.push(`${principal} · ${resource} · ${cells.join(", ")}`);
    }
  }
  return lines.join("\n");
}
