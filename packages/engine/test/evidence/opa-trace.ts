import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, Place, PolicySource, SourceTable } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { pinnedOpa } from "../pinned-opa.ts";

/** What topdown did for one input, by the numbers of the table. */
export interface Traced {
  readonly rules: ReadonlySet<number>;
  readonly reached: ReadonlySet<number>;
  /** Reached at least once without a solution. */
  readonly failed: ReadonlySet<number>;
}

interface Event {
  readonly Op: string;
  readonly Node: { readonly with?: unknown };
  readonly Location: { readonly file: string; readonly row: number; readonly col: number };
}

const inputsPerRun = 20;

/** Traces topdown on inputs, without its index of rules and without early exit, which skip what cannot matter. */
export async function traceOpa(
  source: PolicySource,
  path: string,
  inputs: readonly Json[],
  table: SourceTable,
): Promise<readonly Traced[]> {
  const folder = await mkdtemp(join(tmpdir(), "bylaw-trace-"));
  try {
    const files: string[] = [];
    for (const [index, text] of Object.values(source.modules).entries()) {
      files.push(`module-${index}.rego`);
      await writeFile(join(folder, `module-${index}.rego`), text);
    }
    const names = Object.keys(source.modules);
    const traced: Traced[] = [];
    for (let first = 0; first < inputs.length; first += inputsPerRun) {
      const data = { ...(source.data as object), bylaw_inputs: inputs.slice(first, first + inputsPerRun) };
      await writeFile(join(folder, "data.json"), stringifyJson(data as Json));
      const query = `x := data.bylaw_inputs[_]; y := [v | v := data.${path.replaceAll("/", ".")} with input as x]`;
      const events = await explained(folder, [...files, "data.json"], query, source.regoVersion);
      traced.push(...perInput(events, names, table));
    }
    return traced;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function explained(
  folder: string,
  files: readonly string[],
  query: string,
  regoVersion: 0 | 1 | undefined,
): Promise<readonly Event[]> {
  const { path } = await pinnedOpa();
  const args = ["eval", "--format=json", "--explain=full", "--disable-indexing", "--disable-early-exit"];
  if (regoVersion === 0) args.push("--v0-compatible");
  const all = [...args, ...files.map((file) => `--data=${file}`), query];
  const text = await new Promise<string>((done, fail) => {
    execFile(path, all, { cwd: folder, maxBuffer: 2 ** 30 }, (error, stdout) =>
      error === null ? done(stdout) : fail(new Error(`${error.message}\n${stdout.slice(0, 2_000)}`)),
    );
  });
  return (JSON.parse(text) as { readonly explanation: readonly Event[] }).explanation;
}

function perInput(events: readonly Event[], names: readonly string[], table: SourceTable): readonly Traced[] {
  const traced: { rules: Set<number>; reached: Set<number>; failed: Set<number> }[] = [];
  for (const { Op, Node, Location } of events) {
    const module = /^module-(\d+)\.rego$/.exec(Location.file)?.[1];
    if (module === undefined) {
      if (Op === "Eval" && Node.with !== undefined)
        traced.push({ rules: new Set(), reached: new Set(), failed: new Set() });
      continue;
    }
    const file = names[Number(module)] ?? "";
    const at = (place: Place) =>
      place.file === file && place.row === Location.row && place.column === Location.col;
    const now = traced.at(-1);
    if (Op === "Exit") {
      const rule = table.rules.find(({ place }) => at(place));
      if (rule !== undefined) now?.rules.add(rule.id);
    }
    if (Op === "Eval" || Op === "Fail") {
      for (const id of expressionsAt(table, file, Location.row, Location.col))
        (Op === "Eval" ? now?.reached : now?.failed)?.add(id);
    }
  }
  return traced;
}

/** OPA's compiler makes expressions of parts of others, at their places. Of those within heads there is no evidence. */
function expressionsAt(table: SourceTable, file: string, row: number, column: number): readonly number[] {
  // `a or b` begins where `a` does, which is reached with it.
  const exact = table.expressions.filter(
    ({ place }) => place.file === file && place.row === row && place.column === column,
  );
  if (exact.length > 0) return exact.map(({ id }) => id);
  let best: { readonly place: Place; readonly id: number | undefined } | undefined;
  const candidates = [
    ...table.expressions.map(({ id, place }) => ({ id, place })),
    ...table.rules.map(({ head }) => ({ id: undefined, place: head })),
  ];
  for (const one of candidates) {
    const { place } = one;
    if (place.file !== file || !within(place, row, column)) continue;
    if (best === undefined || within(best.place, place.row, place.column)) best = one;
  }
  return best?.id === undefined ? [] : [best.id];
}

function within(place: Place, row: number, column: number): boolean {
  const after = row > place.row || (row === place.row && column >= place.column);
  return after && (row < place.endRow || (row === place.endRow && column < place.endColumn));
}
