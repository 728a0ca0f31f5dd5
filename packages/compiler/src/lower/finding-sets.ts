import type { PolicyTarget } from "../ir/policy.ts";

/** The sets of a module that hold what is found. */
export interface FindingSets {
  readonly deny: string;
  readonly warn: string;
}

const conventional: FindingSets = { deny: "deny", warn: "warn" };

/** The names under which those who ask a policy look for what it finds; absent when it allows or denies. */
export function findingSets(target: PolicyTarget): FindingSets | undefined {
  switch (target.kind) {
    case "envoy":
    case "http":
      return undefined;
    case "own":
      return target.answer === "allow" ? undefined : conventional;
    case "admission":
    case "terraform":
      return conventional;
    case "gatekeeper":
      return { deny: "violation", warn: "warn" };
  }
}
