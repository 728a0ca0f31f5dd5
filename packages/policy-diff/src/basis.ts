import type { EffectiveSettings } from "./effective-options.ts";
import { readPolicyText } from "./policy/compared-literals.ts";
import type { Replay } from "./replay/replay-batch.ts";
import { createSideReplayer, type MakeEngine, type Prepare } from "./replay/side-replayer.ts";
import { createDisclosure, type Disclosure } from "./report/disclosure.ts";
import { type ComparedRules, compareRules } from "./report/rule-changes.ts";
import type { Side } from "./side/side.ts";

/** What the comparison of every part of the log stands on. */
export interface Basis {
  readonly effective: EffectiveSettings;
  readonly replay: Replay;
  readonly disclosure: Disclosure;
  /** Places of the input that the policies mention. */
  readonly places: readonly (readonly string[])[];
  rulesAt(path: string): ComparedRules;
  sidesWith(path: string): readonly Side["role"][];
  close(): Promise<void>;
}

export interface BasisSettings {
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly effective: EffectiveSettings;
  readonly prepare: Prepare;
  /** Another engine than the one in JavaScript. */
  readonly make: MakeEngine | undefined;
  readonly opa: MakeEngine;
}

const maxPlaces = 100;

export function createBasis({ sides, effective, prepare, make, opa }: BasisSettings): Basis {
  const texts = { base: readPolicyText(sides.base.modules), head: readPolicyText(sides.head.modules) };
  const replay = {
    base: createSideReplayer(sides.base, prepare, make, opa),
    head: createSideReplayer(sides.head, prepare, make, opa),
  };
  const rules = new Map<string, ComparedRules>();
  return {
    effective,
    replay,
    disclosure: createDisclosure(texts.base, texts.head),
    places: [...new Map([...texts.base.reads, ...texts.head.reads]).values()].slice(0, maxPlaces),
    rulesAt: (path) => {
      const known = rules.get(path) ?? compareRules(replay.base.rules(path), replay.head.rules(path));
      rules.set(path, known);
      return known;
    },
    sidesWith: (path) => (["base", "head"] as const).filter((role) => replay[role].has(path)),
    close: async () => {
      await replay.base.close();
      await replay.head.close();
    },
  };
}
