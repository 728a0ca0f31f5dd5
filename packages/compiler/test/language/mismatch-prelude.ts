/** What the rules use. */
export const prelude = `import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { t } from "@bylaw/dsl/schema";
const body = t.object({ sub: t.string, level: t.opt(t.number), role: t.opt(t.string) });
const target = t.union(
  t.object({ kind: t.oneOf("file"), path: t.string }),
  t.object({ kind: t.oneOf("row"), id: t.number }),
);
const table = { GET: "read", POST: "write" } as const satisfies Record<string, string>;
const grants: Readonly<Record<string, readonly string[]>> = { GET: ["a", "public"], HEAD: [] };
const methods = new Set(["GET", "HEAD"]);
const ranks = new Map([["GET", 1], ["POST", 2]]);
const method = ({ attributes }: EnvoyInput): string => attributes.request.http.method;
const isPublic = (part: string): boolean => part === "public";
`;

/** What only refused rules use. */
export const refusedPrelude = `${prelude}
enum Level { Low, High }
class Box { readonly on = true; }
async function later(): Promise<boolean> { return true; }
function countdown(n: number): boolean { return n === 0 || countdown(n); }
function isText(value: unknown): value is string { return typeof value === "string"; }
let changing = true;
`;
