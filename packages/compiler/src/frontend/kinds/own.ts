import type { KindOfPolicy } from "./kind.ts";
import { obligations } from "./obligations.ts";
import { statedPackage } from "./package-name.ts";

/** A policy that allows or denies an input of the author's own shape. */
export const own: KindOfPolicy = {
  maker: "policy",
  ruleSets: [
    { property: "allow", form: "predicate", effect: "allow" },
    { property: "deny", form: "predicate", effect: "deny" },
    ...obligations,
  ],
  target: () => ({ kind: "own", answer: "allow" }),
  packageName: statedPackage,
};

/** A policy that finds things in an input of the author's own shape. */
export const ownFindings: KindOfPolicy = {
  maker: "findingPolicy",
  ruleSets: [
    { property: "deny", form: "finding", effect: "deny" },
    { property: "warn", form: "finding", effect: "warn" },
  ],
  target: () => ({ kind: "own", answer: "findings" }),
  packageName: statedPackage,
};
