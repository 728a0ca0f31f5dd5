import type { Cause } from "../report/report.ts";
import type { Side } from "../side/side.ts";
import { createSideReplayer, type MakeEngine, type PathReplayer, type Prepare } from "./side-replayer.ts";

/** What tells head from base: the modules, the base documents, or the OPA that decides. */
export interface Causes {
  /** At a path, once it is planned. */
  at(path: string): Promise<PathCauses>;
  close(): Promise<void>;
}

export type PathCauses =
  /** There is nothing else that a change could come from. */
  | { readonly kind: "only"; readonly cause: Cause }
  /** Base with one thing of head's each. */
  | { readonly kind: "several"; readonly alone: readonly Alone[] };

export interface Alone {
  readonly cause: Cause;
  readonly replayer: PathReplayer;
}

/** @param make as for {@link createSideReplayer} */
export function createCauses(
  { base, head }: { readonly base: Side; readonly head: Side },
  prepare: Prepare,
  make: MakeEngine | undefined,
  opa: MakeEngine,
): Causes {
  const causes = causesOf(base, head);
  const [only = "policy"] = causes;
  if (causes.length < 2)
    return { at: () => Promise.resolve({ kind: "only", cause: only }), close: () => Promise.resolve() };
  const alone = causes.map((cause) => {
    const side = withOne(cause, base, head);
    const by = cause === "engine" ? "head" : "base";
    return { cause, replayer: createSideReplayer(side, prepare, make, opa, by) };
  });
  return {
    at: async (path) => ({
      kind: "several",
      alone: await Promise.all(
        alone.map(async ({ cause, replayer }) => ({ cause, replayer: await replayer.at(path) })),
      ),
    }),
    close: async () => {
      for (const { replayer } of alone) await replayer.close();
    },
  };
}

function causesOf(base: Side, head: Side): readonly Cause[] {
  const samePolicy =
    base.summary.digest === head.summary.digest &&
    base.summary.regoVersion === head.summary.regoVersion &&
    Object.keys(head.renamed).length === 0;
  return [
    ...(samePolicy ? [] : ["policy" as const]),
    ...(base.summary.dataDigest === head.summary.dataDigest ? [] : ["data" as const]),
    ...(base.summary.opaVersion === head.summary.opaVersion ? [] : ["engine" as const]),
  ];
}

/** A plan does not depend on base documents, so the one of the side that has the modules serves. */
function withOne(cause: Cause, base: Side, head: Side): Side {
  const [modules, data] = [cause === "policy" ? head : base, cause === "data" ? head : base];
  const { data: _, ...source } = modules.source;
  const documents = data.source.data;
  return { ...modules, source: { ...source, ...(documents === undefined ? {} : { data: documents }) } };
}
