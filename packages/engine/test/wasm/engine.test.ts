import { createWasmEngine } from "@bylaw/engine";
import { engineContract } from "../engine-contract.ts";
import { pinnedOpa } from "../pinned-opa.ts";

engineContract(async (source, entrypoints) => createWasmEngine(await pinnedOpa(), source, entrypoints));
