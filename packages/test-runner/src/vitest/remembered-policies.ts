import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CompiledPolicy } from "@bylaw/compiler";
import { artefactText, readArtefact } from "../decision/artefact-text.ts";
import { compilerIdentity } from "./compiler-identity.ts";
import { policyTexts } from "./policy-texts.ts";

/** Compiled policies of earlier runs. */
export interface RememberedPolicies {
  /** What tells all that a policy's compiled form follows from; undefined when that is not known. */
  keyOf(file: string): string | undefined;
  /** What a policy was compiled to when it had that key; undefined when that is not remembered. */
  find(file: string, key: string): CompiledPolicy | undefined;
  /** Keeps one compiled form of each policy. A folder that cannot be written is no reason to fail. */
  keep(file: string, key: string, policy: CompiledPolicy): void;
}

/**
 * @param folder where they are kept, such as a folder of vite's cache
 * @param identityOf what tells the compiler of a policy's module from others
 */
export function rememberedPolicies(
  folder: string,
  identityOf: (file: string) => string | undefined = compilerIdentity,
): RememberedPolicies {
  const placeOf = (file: string) => join(folder, `${sumOf(file)}.json`);
  return {
    keyOf: (file) => {
      const texts = policyTexts(file);
      const identity = texts && identityOf(file);
      return identity === undefined ? undefined : sumOf(JSON.stringify([identity, ...(texts ?? [])]));
    },
    find: (file, key) => {
      try {
        const kept: unknown = JSON.parse(readFileSync(placeOf(file), "utf8"));
        if (!isKept(kept) || kept.key !== key || kept.sum !== sumOf(kept.artefact)) return undefined;
        return readArtefact(kept.artefact);
      } catch {
        // Absent or damaged: it is compiled.
        return undefined;
      }
    },
    keep: (file, key, policy) => {
      const artefact = artefactText(policy);
      const unfinished = join(folder, `.${randomUUID()}`);
      try {
        mkdirSync(folder, { recursive: true });
      } catch {
        return;
      }
      try {
        writeFileSync(unfinished, JSON.stringify({ key, sum: sumOf(artefact), artefact }));
        renameSync(unfinished, placeOf(file));
      } catch {
        rmSync(unfinished, { force: true });
      }
    },
  };
}

interface Kept {
  readonly key: string;
  readonly sum: string;
  readonly artefact: string;
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { key, sum, artefact } = value as Partial<Kept>;
  return typeof key === "string" && typeof sum === "string" && typeof artefact === "string";
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
