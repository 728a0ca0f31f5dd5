import type { CompiledPolicy } from "@bylaw/compiler";
import type { Json, PolicySource } from "@bylaw/engine";
import type { PolicyModule } from "../policy/syntax.ts";
import type { SideSummary, Warning } from "../report/report.ts";

/** One side of the diff, read and parsed. Nothing of it was run. */
export interface Side {
  readonly role: "base" | "head";
  readonly summary: SideSummary;
  readonly source: PolicySource;
  readonly modules: readonly PolicyModule[];
  readonly warnings: readonly Warning[];
  /** Decision paths that are others on this side: as they are asked for → as they are here. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Of head: the places of its base documents at which base has others; none of base. */
  readonly changedData: readonly (readonly string[])[];
  /** Of Gatekeeper: the constraints, by the beginning of their decision paths. */
  readonly constraints?: readonly ConstraintDecision[];
  /** Of TypeScript. */
  readonly declared?: DeclaredInput;
  /** Modules of tests that lie by the policy: name → text. They decide nothing. */
  readonly tests?: Readonly<Record<string, string>>;
}

/** What a policy says of its input. */
export type DeclaredInput = Pick<CompiledPolicy, "kind" | "input" | "comparedLiterals" | "reads">;

export interface ConstraintDecision {
  readonly path: string;
  /** The kinds that it is about, a list for each of its entries; null for all. */
  readonly kinds: readonly (readonly string[])[] | null;
  /** The modules that decide; constraints do not see each other. */
  readonly modules: readonly string[];
  /** The places of the input that tell whether it is about a review. */
  readonly reads: readonly (readonly string[])[];
}

/** All of a side that answers depend on, as plain data for a digest. */
export function identityOf({ summary, renamed, source }: Side): readonly Json[] {
  return [{ ...summary }, { ...renamed }, source.customBuiltins ?? []];
}

/** Where a side has a decision. @param path as it is asked for */
export function pathOn({ renamed }: Side, path: string): string {
  return Object.hasOwn(renamed, path) ? (renamed[path] ?? path) : path;
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly row: number;
}

/** What a decision of a side is made from. @param own as it is called there */
export function sourceAt({ source, constraints }: Side, own: string): PolicySource {
  const constraint = constraints?.find(({ path }) => own.startsWith(`${path}/`));
  if (constraint === undefined) return source;
  const modules = constraint.modules.map((name) => [name, source.modules[name] ?? ""] as const);
  return { ...source, modules: Object.fromEntries(modules) };
}

/** The files that make a policy, before they are parsed. */
export interface PolicyFiles {
  readonly kind: SideSummary["kind"];
  readonly label: string;
  readonly commit: string | null;
  readonly modules: Readonly<Record<string, string>>;
  readonly data: PolicySource["data"] | undefined;
  /** Where a row of a module was written, for modules that are compiled from something else. */
  readonly writtenAt?: (module: string, row: number) => Place | undefined;
  /** Modules that nobody wrote. */
  readonly generated?: ReadonlySet<string>;
  readonly constraints?: readonly ConstraintDecision[];
  readonly declared?: DeclaredInput;
  /** Modules of tests; they decide nothing. */
  readonly tests?: Readonly<Record<string, string>>;
  /** Set when the files say it themselves, as a bundle's manifest does. */
  readonly versionOf?: (module: string) => 0 | 1 | undefined;
  /** Whether the files may hold a package, as the roots of a bundle say. */
  readonly owns?: (segments: readonly string[]) => boolean;
  /** What the reader of the report should know. */
  readonly warnings?: readonly Warning[];
}
