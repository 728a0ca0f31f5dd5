import { createOpaEngine } from "@bylaw/engine";
import { engineContract } from "../engine-contract.ts";
import { pinnedOpa } from "../pinned-opa.ts";

engineContract(async (source, entrypoints) => createOpaEngine(await pinnedOpa(), source, entrypoints));
