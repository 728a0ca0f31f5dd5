import type { Json } from "@bylaw/engine";
import { expect, test } from "vitest";
import { normaliseEvent } from "../../src/event/normalise.ts";
import { type ChangedEvent, collectGroups, type GroupBounds } from "../../src/group/group-events.ts";
import { readPolicyText } from "../../src/policy/compared-literals.ts";
import { createDisclosure } from "../../src/report/disclosure.ts";

const bounds: GroupBounds = { groups: 10, omittedDigests: 50, principals: 15, values: 30 };
const places = [["user"], ["note"]];

function groups() {
  const nothing = readPolicyText([]);
  return collectGroups(places, createDisclosure(nothing, nothing), () => [], bounds);
}

/** Each name of a rule makes a group of its own. */
function changed(rule: string, input: Json): ChangedEvent {
  const event = normaliseEvent({ decision_id: rule, path: "t/allow", input }, 100, {
    file: "log",
    position: 1,
  });
  const outcome = (value: boolean) => ({ kind: "defined" as const, value });
  const ref = {
    name: rule,
    package: "t",
    file: "t.rego",
    row: 1,
    endRow: 1,
    title: null,
    status: "new" as const,
  };
  return {
    from: "deny",
    to: "allow",
    rules: { base: [], head: [{ identity: rule, ref }] },
    replayed: {
      event,
      path: "t/allow",
      classification: { class: "changed" },
      base: outcome(false),
      head: outcome(true),
      asRecorded: { base: outcome(false), head: outcome(true) },
      rules: { base: [], head: [] },
      cause: "policy",
      atTimestamp: false,
    },
  };
}

test("what is kept of ever other groups is bounded, and each event is counted", () => {
  const met = groups();
  const events = 1_000;
  for (let index = 0; index < events; index++)
    met.add(changed(`rule ${index % 200}`, { user: `u${index}`, note: `n${index}` }));
  const { groups: found, omitted } = met.finish(() => events, "deny");
  expect(found).toHaveLength(bounds.groups);
  expect(omitted).toMatchObject({ groups: bounds.omittedDigests, atLeast: true });
  expect(found.reduce((sum, { count }) => sum + count, omitted.events)).toBe(events);
  const kept = met.summary();
  const principals = kept.groups.reduce((sum, group) => sum + group.principals.length, 0);
  expect(principals).toBe(bounds.principals);
  expect(found.filter(({ approximate }) => approximate)).toHaveLength(10);
  const values = kept.groups.flatMap((group) => group.values.places.map(({ counts }) => counts.length));
  expect(values.reduce((sum, count) => sum + count, 0)).toBe(bounds.values);
});

test("summaries are put together within the same bounds, and no more than was seen is claimed", () => {
  const few = groups();
  for (let index = 0; index < 30; index++) few.add(changed(`rule ${index}`, { user: "u" }));
  expect(few.finish(() => 30, "deny").omitted).toEqual({ groups: 20, events: 20 });
  const other = groups();
  for (let index = 30; index < 75; index++) other.add(changed(`rule ${index}`, { user: "u" }));
  few.merge(other.summary(), 30);
  expect(few.finish(() => 75, "deny").omitted).toEqual({ groups: 50, events: 65, atLeast: true });
});
