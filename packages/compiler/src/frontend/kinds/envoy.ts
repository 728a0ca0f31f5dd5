import type { KindOfPolicy } from "./kind.ts";
import { statedPackage } from "./package-name.ts";

export const envoy: KindOfPolicy = {
  maker: "envoyPolicy",
  ruleSets: [
    { property: "allow", form: "predicate", effect: "allow" },
    { property: "deny", form: "predicate", effect: "deny" },
  ],
  target: () => ({ kind: "envoy" }),
  packageName: statedPackage,
};
