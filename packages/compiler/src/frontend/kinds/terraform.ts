import type { KindOfPolicy } from "./kind.ts";
import { statedPackage } from "./package-name.ts";

export const terraform: KindOfPolicy = {
  maker: "terraformPolicy",
  ruleSets: [
    { property: "deny", form: "finding", effect: "deny" },
    { property: "warn", form: "finding", effect: "warn" },
  ],
  target: () => ({ kind: "terraform" }),
  packageName: statedPackage,
};
