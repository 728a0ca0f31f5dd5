import { expect } from "vitest";
import "./matchers/declarations.ts";
import { toAllow, toDeny } from "./matchers/decisions.ts";

expect.extend({ toAllow, toDeny });
