import { createHash } from "node:crypto";
import { canonical } from "../event/answer.ts";
import type { Side } from "../side/side.ts";
import type { NamedTests } from "./named-tests.ts";

/** Equal where the same tests are asked: of parts of a log, all must be. @param run whether tests in Rego are run */
export function testsDigest(
  { base, head }: { readonly base: Side; readonly head: Side },
  { modules, coverage }: NamedTests,
  run: boolean,
): string {
  const inRego = [base.tests ?? {}, head.tests ?? {}, modules].map((texts) => ({ ...texts }));
  const covered = coverage.map((files) => [...files].map(([file, rules]) => [file, [...rules]]));
  const asked = [run ? inRego : [{}, {}, {}], covered];
  return createHash("sha256").update(canonical(asked)).digest("hex");
}
