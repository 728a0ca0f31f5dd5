import type { KindOfPolicy } from "./kind.ts";
import { obligations } from "./obligations.ts";
import { statedPackage } from "./package-name.ts";

export const http: KindOfPolicy = {
  maker: "httpPolicy",
  ruleSets: [
    { property: "allow", form: "predicate", effect: "allow" },
    { property: "deny", form: "predicate", effect: "deny" },
    ...obligations,
  ],
  target: () => ({ kind: "http" }),
  packageName: statedPackage,
};
