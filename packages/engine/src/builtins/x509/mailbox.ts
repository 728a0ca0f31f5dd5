// Source: Go's crypto/x509/verify.go (parseRFC2821Mailbox).

export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

const quotedContent = /^[\x01-\x08\x0b\x0c\x0e-\x1f !#-[\]-~\x7f]$/;
const afterBackslash = /^[\x01-\x09\x0b\x0c\x0e-\x7f]$/;
const atom = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.]$/;

/** @param text of ASCII only */
export function parseMailbox(text: string): Mailbox | undefined {
  const read = text.startsWith('"') ? quotedLocal(text) : plainLocal(text);
  if (read === undefined || text[read.end] !== "@") return undefined;
  const domain = text.slice(read.end + 1);
  return isReversible(domain) ? { local: read.local, domain } : undefined;
}

interface Local {
  readonly local: string;
  readonly end: number;
}

function quotedLocal(text: string): Local | undefined {
  let local = "";
  for (let at = 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') return { local, end: at + 1 };
    if (character === "\\") {
      at++;
      const escaped = text[at];
      if (escaped === undefined || !afterBackslash.test(escaped)) return undefined;
      local += escaped;
    } else if (quotedContent.test(character)) local += character;
    else return undefined;
  }
  return undefined;
}

function plainLocal(text: string): Local | undefined {
  let local = "";
  let at = 0;
  for (; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\\") {
      at++;
      if (at >= text.length) return undefined;
      local += text[at];
    } else if (atom.test(character)) local += character;
    else break;
  }
  const dots = local.startsWith(".") || local.endsWith(".") || local.includes("..");
  return local === "" || dots ? undefined : { local, end: at };
}

/** Go's `domainToReverseLabels` takes nothing as a domain, but no empty label. */
function isReversible(domain: string): boolean {
  return domain === "" || (/^[!-~]+$/.test(domain) && domain.split(".").every((label) => label !== ""));
}
