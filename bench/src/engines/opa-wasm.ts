import { createEngine } from "@bylaw/engine";
import type { CreateInProcess } from "./engine.ts";

export const opaWasm: CreateInProcess = ({ source, decision }, opa) =>
  createEngine("opa-wasm", source, [decision], { opa });
