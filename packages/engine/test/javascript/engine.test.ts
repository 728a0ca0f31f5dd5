import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import { engineContract } from "../engine-contract.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { tiers } from "./tiers.ts";

for (const tier of tiers)
  engineContract(async (source, entrypoints) =>
    createJavaScriptEngine(await pinnedOpa(), source, entrypoints, tier),
  );
