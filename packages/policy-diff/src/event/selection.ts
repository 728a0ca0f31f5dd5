import { hash } from "node:crypto";
import type { RecordedEvent } from "./recorded-event.ts";

/** Chooses a part of the events, the same in each run and whatever else is in the log. */
export interface Selection {
  takes(event: RecordedEvent): boolean;
  /** How many it did not take. */
  readonly passedOver: number;
}

/** @param rate the part to take, over 0 and up to 1 */
export function selectionOf(rate: number): Selection {
  let passedOver = 0;
  return {
    takes: (event) => {
      if (rate >= 1 || partOf(nameOf(event)) < rate) return true;
      passedOver++;
      return false;
    },
    get passedOver() {
      return passedOver;
    },
  };
}

/** A repeated decision is taken each time or never. */
function nameOf({ decisionId, source }: RecordedEvent): string {
  return decisionId ?? `${source.file}:${source.position}`;
}

/** From 0 up to, not with, 1. */
function partOf(name: string): number {
  return Number.parseInt(hash("sha256", name, "hex").slice(0, 12), 16) / 2 ** 48;
}

/** Whether an event carries all of these labels. */
export function hasLabels(event: RecordedEvent, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(event.labels, name) && event.labels[name] === value,
  );
}
