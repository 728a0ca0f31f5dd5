/** A place of an event that is needed, by its key in the object around it. */
export interface Wanted {
  readonly key: Uint8Array;
  /** One for each place. */
  readonly id: number;
  readonly role: "part" | "decisionId" | "timestamp";
  /** Whether all that is there is needed, and not only what is at the places within. */
  whole: boolean;
  readonly inside: Wanted[];
}

/** Members of an event that say how it was decided, and under what. */
const members: readonly string[] = [
  "bundles",
  "custom",
  "erased",
  "error",
  "labels",
  "masked",
  "msg",
  "nd_builtin_cache",
  "path",
  "query",
  "result",
  "revision",
  "rule_labels",
  "type",
];

/**
 * What of an event decides how it is counted: its members but for those that only say when and where it was, and of
 * its input what the decisions read and what `places` name. A place that holds an object is there to be found, without
 * what is in the object; where places in it are wanted, so is whether it has other members.
 *
 * @param reads what the decisions of all paths may read, with all below it
 */
export function wantedPlaces(
  reads: readonly (readonly string[])[],
  places: readonly (readonly string[])[],
): Wanted {
  let next = 0;
  const wanted = (key: string, role: Wanted["role"], whole: boolean): Wanted => ({
    key: Buffer.from(key, "utf8"),
    id: next++,
    role,
    whole,
    inside: [],
  });
  const root = wanted("", "part", false);
  const input = wanted("input", "part", false);
  root.inside.push(
    input,
    wanted("decision_id", "decisionId", false),
    wanted("timestamp", "timestamp", false),
  );
  for (const name of members) root.inside.push(wanted(name, "part", true));
  const reach = (path: readonly string[]): Wanted => {
    let place = input;
    for (const step of path) {
      const key = Buffer.from(step, "utf8");
      let inner = place.inside.find((other) => key.equals(other.key));
      if (inner === undefined) {
        inner = wanted(step, "part", false);
        place.inside.push(inner);
      }
      place = inner;
    }
    return place;
  };
  for (const path of reads) reach(path).whole = true;
  for (const place of places) reach(place);
  return root;
}
