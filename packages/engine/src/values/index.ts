export type { Json, JsonObject } from "./json.ts";
export { parseJson, stringifyJson } from "./json-text.ts";
