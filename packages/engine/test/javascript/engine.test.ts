import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import { engineContract } from "../engine-contract.ts";
import { pinnedOpa } from "../pinned-opa.ts";

engineContract(async (source, entrypoints) => createJavaScriptEngine(await pinnedOpa(), source, entrypoints));
