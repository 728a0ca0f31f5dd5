import type { KindOfPolicy } from "./kind.ts";
import { statedPackage } from "./package-name.ts";

export const http: KindOfPolicy = {
  maker: "httpPolicy",
  ruleSets: [
    { property: "allow", form: "predicate", effect: "allow" },
    { property: "deny", form: "predicate", effect: "deny" },
  ],
  target: () => ({ kind: "http" }),
  packageName: statedPackage,
};
