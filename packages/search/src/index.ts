export { type Candidate, firstNow, recordedClock } from "./candidate.ts";
export type { InputSource } from "./input-source.ts";
export { type Held, heldValues, type Path, valueAt, withoutValueAt, withValueAt } from "./json-value.ts";
export { type ReachOptions, type ReachResult, reach } from "./reach/reach.ts";
export { type Found, type SearchOptions, type SearchResult, search } from "./search.ts";
export { shrunk } from "./shrink.ts";
export {
  absentSubject,
  createCountingEngine,
  createSearchEngine,
  type Subject,
  subjectOf,
} from "./subject.ts";
