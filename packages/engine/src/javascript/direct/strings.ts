import { isArray, RegoSet } from "../../values/value.ts";
import type { Direct } from "./direct.ts";

function ofTwo(compute: (left: string, right: string) => boolean): Direct {
  return (general) => (left, right) =>
    typeof left === "string" && typeof right === "string" ? compute(left, right) : general([left, right]);
}

const concat: Direct = (general) => (delimiter, parts) => {
  if (typeof delimiter !== "string" || !isArray(parts)) return general([delimiter, parts]);
  let made = "";
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (typeof part !== "string") return general([delimiter, parts]);
    made += index === 0 ? part : delimiter + part;
  }
  return made;
};

const templateString: Direct = (general) => (parts) => {
  if (!isArray(parts)) return general([parts]);
  let made = "";
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    const shown = part instanceof RegoSet && part.size === 1 ? part.members()[0] : part;
    if (typeof shown !== "string") return general([parts]);
    made += shown;
  }
  return made;
};

export const stringCalls: ReadonlyMap<string, Direct> = new Map([
  ["startswith", ofTwo((base, prefix) => base.startsWith(prefix))],
  ["endswith", ofTwo((base, suffix) => base.endsWith(suffix))],
  ["contains", ofTwo((base, search) => base.includes(search))],
  ["concat", concat],
  ["internal.template_string", templateString],
]);
