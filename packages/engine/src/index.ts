export type { Engine, Outcome, PolicySource, Query, RecordedBuiltins } from "./engine.ts";
export type { Json, JsonObject } from "./values/json.ts";
