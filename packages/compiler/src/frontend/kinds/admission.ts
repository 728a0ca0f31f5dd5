import type { KindOfPolicy } from "./kind.ts";
import { matchedKinds } from "./object-kinds.ts";
import { statedPackage } from "./package-name.ts";

export const admission: KindOfPolicy = {
  maker: "admissionPolicy",
  ruleSets: [
    { property: "deny", form: "finding", effect: "deny" },
    { property: "warn", form: "finding", effect: "warn" },
  ],
  target: (definition) => ({ kind: "admission", match: matchedKinds(definition) }),
  packageName: statedPackage,
};
