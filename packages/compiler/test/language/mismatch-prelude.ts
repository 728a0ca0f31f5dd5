/** What the rules use. */
export const prelude = `import { type EnvoyInput, envoyPolicy } from "@bylaw/dsl/envoy";
import { sorted } from "@bylaw/dsl/lists";
import { t } from "@bylaw/dsl/schema";
const body = t.object({ sub: t.string, level: t.opt(t.number), role: t.opt(t.string) });
const target = t.union(
  t.object({ kind: t.oneOf("file"), path: t.string }),
  t.object({ kind: t.oneOf("row"), id: t.number }),
);
const table = { GET: "read", POST: "write" } as const satisfies Record<string, string>;
const grants: ReadonlyMap<string, readonly string[]> = new Map([["GET", ["a", "public"]], ["HEAD", []]]);
const methods = new Set(["GET", "HEAD"]);
const ranks = new Map([["GET", 1], ["POST", 2]]);
const method = ({ attributes }: EnvoyInput): string => attributes.request.http.method;
const any = <T>(list: readonly T[], ask: (one: T) => boolean): boolean => list.some((one) => ask(one));
const oneOf = (value: string, ...others: readonly string[]): boolean => others.includes(value);
const isPublic = (part: string): boolean => part === "public";
`;

/** What only refused rules use. */
export const refusedPrelude = `${prelude}
const loose: Readonly<Record<string, boolean>> = { GET: true };
const rank = (input: EnvoyInput): "GET" | "constructor" => (method(input) === "GET" ? "GET" : "constructor");
enum Level { Low, High }
class Box { readonly on = true; }
async function later(): Promise<boolean> { return true; }
function countdown(n: number): boolean { return n === 0 || countdown(n); }
function isText(value: unknown): value is string { return typeof value === "string"; }
let changing = true;
`;
