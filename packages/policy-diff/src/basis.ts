import { type EffectiveSettings, revealedPlaces } from "./effective-options.ts";
import { readPolicyText } from "./policy/compared-literals.ts";
import { dataReads } from "./policy/data-reads.ts";
import { createCauses } from "./replay/causes.ts";
import type { Replay } from "./replay/replay-batch.ts";
import { createSideReplayer, type MakeEngine, type Prepare } from "./replay/side-replayer.ts";
import { createDisclosure, type Disclosure } from "./report/disclosure.ts";
import { type ComparedRules, compareRules } from "./report/rule-changes.ts";
import { type Expand, expandReviews } from "./side/gatekeeper/expand-reviews.ts";
import { pathOn, type Side } from "./side/side.ts";

/** What the comparison of every part of the log stands on. */
export interface Basis {
  readonly effective: EffectiveSettings;
  readonly replay: Replay;
  readonly disclosure: Disclosure;
  /** Places of the input that the policies mention. */
  readonly places: readonly (readonly string[])[];
  rulesAt(path: string): ComparedRules;
  /** The changed base documents that the rules behind a decision mention, as they may be shown. */
  changedDataAt(path: string): readonly string[];
  /** Where an event stands for decisions that it does not name. */
  readonly expand: Expand | undefined;
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
const maxChangedData = 20;

export function createBasis({ sides, effective, prepare, make, opa }: BasisSettings): Basis {
  const texts = { base: readPolicyText(sides.base.modules), head: readPolicyText(sides.head.modules) };
  const replay = {
    base: createSideReplayer(sides.base, prepare, make, opa),
    head: createSideReplayer(sides.head, prepare, make, opa),
    causes: createCauses(sides, prepare, make, opa),
    clock: effective.clock,
  };
  const rules = new Map<string, ComparedRules>();
  const disclosure = createDisclosure(texts.base, texts.head, revealedPlaces(effective));
  return {
    effective,
    replay,
    disclosure,
    places: [...new Map([...texts.base.reads, ...texts.head.reads]).values()].slice(0, maxPlaces),
    rulesAt: (path) => {
      const known = rules.get(path) ?? compareRules(replay.base.rules(path), replay.head.rules(path));
      rules.set(path, known);
      return known;
    },
    expand: expandReviews(sides),
    changedDataAt: (path) => {
      const { changedData } = sides.head;
      if (changedData.length === 0) return [];
      const reads = [sides.base, sides.head].flatMap((side) => dataReads(side.modules, pathOn(side, path)));
      const pointers = changedData.flatMap((place) => {
        const overlapping = reads.filter((read) =>
          read.slice(0, place.length).every((key, index) => key === place[index]),
        );
        const mentioned = Math.max(...overlapping.map((read) => read.length));
        return overlapping.length === 0 ? [] : [disclosure.dataPointer(place, mentioned)];
      });
      return [...new Set(pointers)].slice(0, maxChangedData);
    },
    sidesWith: (path) => (["base", "head"] as const).filter((role) => replay[role].has(path)),
    close: async () => {
      await replay.base.close();
      await replay.head.close();
      await replay.causes.close();
    },
  };
}
