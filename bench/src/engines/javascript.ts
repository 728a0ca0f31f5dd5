import { createEngine } from "@bylaw/engine";
import type { CreateInProcess } from "./engine.ts";

export const javascript: CreateInProcess = ({ source, decision }, opa) =>
  createEngine("javascript", source, [decision], { opa });
