// Source: Go's crypto/x509/verify.go (Certificate.Verify) on pools of certificates that are given.

import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { isAddress, parseAddress } from "../net.ts";
import type { Certificate } from "./certificate.ts";
import { chainIsWithinConstraints, type Spend } from "./chain-constraints.ts";
import { signatureHolds } from "./signature.ts";

export interface VerifyOptions {
  /** A host's name or address, which the leaf must be for. */
  readonly dnsName: string;
  /** In nanoseconds since 1970. */
  readonly now: bigint;
  /** Go's numbers of extended key usages, one of which is needed; server authentication when empty. */
  readonly keyUsages: readonly number[];
}

type Chain = readonly Certificate[];
type Role = "leaf" | "intermediate" | "root";

const anyUsage = 0;
const serverAuth = 1;
const maxSignatureChecks = 100;

class TooManyChecks extends BuiltinError {}

/**
 * The first chain from the leaf, which is the last certificate, to the root, which is the first one.
 *
 * @throws {BuiltinError} when there is none, UnsupportedCall when the chain has constraints on policies
 */
export function verifiedChain(
  certificates: readonly Certificate[],
  options: VerifyOptions,
  spend: Spend,
): Chain {
  const [root, leaf] = [certificates[0], certificates.at(-1)];
  if (root === undefined || leaf === undefined || certificates.length < 2)
    throw new BuiltinError("must supply at least two certificates to be able to verify");
  if (!isValid(leaf, "leaf", [], options)) throw new BuiltinError("the certificate is not valid");
  if (options.dnsName !== "" && !isForHost(leaf, options.dnsName))
    throw new BuiltinError("the certificate is for another host");
  const search = new Search(root, distinct(certificates.slice(1, -1)), options, spend);
  const chains = leaf.raw.equals(root.raw) ? [[leaf]] : search.chains(leaf, [leaf]);
  const valid = chains.find(
    (chain) => policiesHold(chain) && usagesHold(chain, options) && chainIsWithinConstraints(chain, spend),
  );
  if (valid === undefined) throw new BuiltinError("there is no valid chain of certificates");
  return valid;
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [
    ...new Map(certificates.map((certificate) => [certificate.raw.toString("latin1"), certificate])).values(),
  ];
}

class Search {
  readonly #root: Certificate;
  readonly #intermediates: readonly Certificate[];
  readonly #options: VerifyOptions;
  readonly #spend: Spend;
  #checks = 0;

  constructor(
    root: Certificate,
    intermediates: readonly Certificate[],
    options: VerifyOptions,
    spend: Spend,
  ) {
    this.#root = root;
    this.#intermediates = intermediates;
    this.#options = options;
    this.#spend = spend;
  }

  /** All chains that go on from a certificate; what was found before the checks ran out counts. */
  chains(child: Certificate, chain: Chain): readonly Chain[] {
    const found: Chain[] = [];
    try {
      for (const parent of parentsOf(child, [this.#root]))
        if (this.#goesOn(child, parent, "root", chain)) found.push([...chain, parent]);
      for (const parent of parentsOf(child, this.#intermediates))
        if (this.#goesOn(child, parent, "intermediate", chain))
          found.push(...this.chains(parent, [...chain, parent]));
    } catch (error) {
      if (!(error instanceof TooManyChecks)) throw error;
    }
    return found;
  }

  #goesOn(child: Certificate, parent: Certificate, role: Role, chain: Chain): boolean {
    if (++this.#checks > maxSignatureChecks) throw new TooManyChecks("too many signatures to check");
    // A check costs about as much as thousands of steps.
    this.#spend(5_000);
    if (parent.publicKey.value === null || isInChain(parent, chain)) return false;
    return isSignedBy(child, parent) && isValid(parent, role, chain, this.#options);
  }
}

/** Those that may have signed a certificate, the likeliest first. */
function parentsOf(child: Certificate, pool: readonly Certificate[]): readonly Certificate[] {
  const none = Buffer.alloc(0);
  const wanted = child.understood.authorityKeyId ?? none;
  const unlikely = (parent: Certificate) => {
    const own = parent.understood.subjectKeyId ?? none;
    if (own.equals(wanted)) return 0;
    return (own.length === 0) !== (wanted.length === 0) ? 1 : 2;
  };
  return pool
    .filter((parent) => parent.rawSubject.equals(child.rawIssuer))
    .sort((left, right) => unlikely(left) - unlikely(right));
}

const alternativeNames = "2.5.29.17";

function isInChain(candidate: Certificate, chain: Chain): boolean {
  const namesOf = (certificate: Certificate) =>
    certificate.extensions.find(({ id }) => id.join(".") === alternativeNames)?.value;
  const own = namesOf(candidate);
  for (const held of chain) {
    if (!held.rawSubject.equals(candidate.rawSubject) || !held.rawKeyInfo.equals(candidate.rawKeyInfo))
      continue;
    const theirs = namesOf(held);
    if (own === undefined && theirs === undefined) return true;
    if (own === undefined || theirs === undefined) return false;
    if (own.equals(theirs)) return true;
  }
  return false;
}

const certificateSigning = 32;

function isSignedBy(child: Certificate, parent: Certificate): boolean {
  const { constraints, keyUsage } = parent.understood;
  if (parent.version === 3 && constraints === undefined) return false;
  if (constraints !== undefined && !constraints.isCa) return false;
  if (keyUsage !== 0 && (keyUsage & certificateSigning) === 0) return false;
  return signatureHolds(child.signatureAlgorithm, child.rawSigned, child.signature, parent.publicKey);
}

function isValid(certificate: Certificate, role: Role, chain: Chain, { now }: VerifyOptions): boolean {
  const { unhandledCritical, constraints } = certificate.understood;
  if (unhandledCritical.length > 0) return false;
  const child = chain.at(-1);
  if (child !== undefined && !child.rawIssuer.equals(certificate.rawSubject)) return false;
  if (now < certificate.notBefore.ns || now > certificate.notAfter.ns) return false;
  if (role === "intermediate" && constraints?.isCa !== true) return false;
  const most = constraints?.maxPathLength ?? -1;
  return most < 0 || chain.length - 1 <= most;
}

/** Where no policy is demanded or mapped, every chain has valid ones. */
function policiesHold(chain: Chain): boolean {
  const demands = ({ understood: { requireExplicitPolicy, policyMappings } }: Certificate) =>
    requireExplicitPolicy.zero || requireExplicitPolicy.value !== 0 || policyMappings.length > 0;
  if (chain.slice(0, -1).some(demands)) throw new UnsupportedCall("constraints on policies");
  return true;
}

function usagesHold(chain: Chain, { keyUsages }: VerifyOptions): boolean {
  if (keyUsages.includes(anyUsage)) return true;
  let left = keyUsages.length === 0 ? [serverAuth] : keyUsages;
  for (const { understood } of [...chain].reverse()) {
    const { keyUsages: own, unknownKeyUsages } = understood;
    if ((own.length === 0 && unknownKeyUsages.length === 0) || own.includes(anyUsage)) continue;
    left = left.filter((usage) => own.includes(usage));
    if (left.length === 0) return false;
  }
  return true;
}

const lower = (text: string) =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

/** Go's `VerifyHostname`: an address counts only against addresses, a name only against names. */
function isForHost({ understood: { names } }: Certificate, host: string): boolean {
  const bare = host.length >= 3 && host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  if (isAddress(bare)) {
    const wanted = mapped(parseAddress(bare).toByteArray());
    return names.addresses.some((address) => mapped([...address]).equals(wanted));
  }
  const name = lower(host);
  const labels = name.replace(/\.$/, "").split(".");
  const isName = isHostName(name.replace(/\.$/, ""), false);
  return names.dns.some((pattern) => {
    if (!isName || !isHostName(pattern, true))
      return !["", "."].includes(pattern) && !["", "."].includes(name) && lower(pattern) === name;
    const parts = lower(pattern).split(".");
    return (
      parts.length === labels.length &&
      parts.every((part, index) => (index === 0 && part === "*") || part === labels[index])
    );
  });
}

/** An address in the form of IPv6, so that one of IPv4 and the mapped one are equal. */
function mapped(bytes: readonly number[]): Buffer {
  return Buffer.from(bytes.length === 4 ? [...Array<number>(10).fill(0), 255, 255, ...bytes] : bytes);
}

function isHostName(host: string, isPattern: boolean): boolean {
  if (host === "" || host === "*") return false;
  return host
    .split(".")
    .every(
      (label, index) =>
        (isPattern && index === 0 && label === "*") || /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(label),
    );
}
