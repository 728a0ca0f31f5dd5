import { ipv4InBlock, isCidr } from "../../builtins/net.ts";
import type { Direct } from "./direct.ts";

const contains: Direct = (general) => (cidr, ip) => {
  const found = typeof cidr === "string" && typeof ip === "string" ? ipv4InBlock(cidr, ip) : undefined;
  return found ?? general([cidr, ip]);
};

const isValid: Direct = (general) => (cidr) => (typeof cidr === "string" ? isCidr(cidr) : general([cidr]));

export const networkCalls: ReadonlyMap<string, Direct> = new Map([
  ["net.cidr_contains", contains],
  ["net.cidr_is_valid", isValid],
]);
