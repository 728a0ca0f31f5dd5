// Source: Go's crypto/x509/constraints.go. What it finds by sorted search is here looked for one by one.
import { isAddress } from "../net.ts";
import { splitHost } from "../url.ts";
import { type AlternativeNames, isDomainName } from "./alternative-names.ts";
import type { Certificate } from "./certificate.ts";
import { type Mailbox, parseMailbox } from "./mailbox.ts";
import type { NameConstraints, Network, Subtrees } from "./name-constraints.ts";

/** Counts work; throws when there was too much. */
export type Spend = (steps: number) => void;

interface Names {
  readonly addresses: readonly Buffer[];
  readonly dns: readonly string[];
  readonly domainsOfUris: readonly string[];
  readonly mailboxes: readonly Mailbox[];
}

const has = (certificate: Certificate, id: string) =>
  certificate.extensions.some((extension) => extension.id.join(".") === id);

/** Whether all names in a chain, from the leaf to the root, are within the constraints of those above. */
export function chainIsWithinConstraints(chain: readonly Certificate[], spend: Spend): boolean {
  return chain.every((certificate, index) => {
    const constraints = chain
      .slice(index + 1)
      .filter((above) => has(above, "2.5.29.30"))
      .map((above) => above.understood.nameConstraints);
    if (constraints.length === 0 || !has(certificate, "2.5.29.17")) return true;
    const names = namesOf(certificate.understood.names);
    return names !== undefined && constraints.every((constraint) => within(names, constraint, spend));
  });
}

function namesOf(names: AlternativeNames): Names | undefined {
  const domainsOfUris = names.uris.map(({ host }) => domainOf(host));
  const mailboxes = names.emails.map(parseMailbox);
  if (domainsOfUris.includes(undefined) || mailboxes.includes(undefined)) return undefined;
  return {
    addresses: names.addresses,
    dns: names.dns,
    domainsOfUris: domainsOfUris.filter((domain) => domain !== undefined),
    mailboxes: mailboxes
      .filter((mailbox) => mailbox !== undefined)
      .map(({ local, domain }) => ({ local, domain: lower(domain) })),
  };
}

/** The domain of a URI that constraints can be held against: no address, and not nothing. */
function domainOf(given: string): string | undefined {
  if (given === "") return undefined;
  const host = lower(given);
  if (host.startsWith("[") && host.endsWith("]")) return undefined;
  const colons = host.split(":").length - 1;
  if (colons > 1) return undefined;
  // Where there is a port, Go takes the host as it was written.
  const domain = colons === 1 ? splitHost(given)[0] : host;
  return isAddress(domain.split("%")[0] ?? "") ? undefined : domain;
}

const lower = (text: string) =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

function within(names: Names, { permitted, excluded }: NameConstraints, spend: Spend): boolean {
  const allowed = <Name>(name: Name, pick: (subtrees: Subtrees) => Constraint<Name> | undefined) => {
    const [inside, outside] = [pick(permitted), pick(excluded)];
    spend(1 + (inside?.size ?? 0) + (outside?.size ?? 0));
    return (inside?.holds(name, true) ?? true) && !(outside?.holds(name, false) ?? false);
  };
  return (
    names.addresses.every((address) => allowed(address, ({ networks }) => networkConstraint(networks))) &&
    names.dns.every(
      (name) => isDomainName(name, false) && allowed(name, ({ dns }) => domainConstraint(dns)),
    ) &&
    names.domainsOfUris.every(
      (domain) =>
        isDomainName(domain, false) && allowed(domain, ({ uriDomains }) => domainConstraint(uriDomains)),
    ) &&
    names.mailboxes.every(
      (mailbox) =>
        isDomainName(mailbox.domain, false) && allowed(mailbox, ({ emails }) => emailConstraint(emails)),
    )
  );
}

/** A list of constraints of one kind; undefined stands for an empty one, which constrains nothing. */
interface Constraint<Name> {
  readonly size: number;
  holds(name: Name, permitted: boolean): boolean;
}

function networkConstraint(networks: readonly Network[]): Constraint<Buffer> | undefined {
  if (networks.length === 0) return undefined;
  return {
    size: networks.length,
    holds: (address) =>
      networks.some(
        (network) =>
          network.address.length === address.length &&
          network.mask.every(
            (mask, index) => ((network.address[index] ?? 0) & mask) === ((address[index] ?? 0) & mask),
          ),
      ),
  };
}

function domainConstraint(domains: readonly string[]): Constraint<string> | undefined {
  if (domains.length === 0) return undefined;
  return {
    size: domains.length,
    holds: (name, permitted) =>
      domains.some((domain) => isUnder(domain, name) || (!permitted && wildcardMeets(domain, name))),
  };
}

/** A constraint that begins with a period wants one label more. */
function isUnder(constraint: string, name: string): boolean {
  if (constraint === "") return true;
  const [suffix, whole] = [lower(constraint), lower(name)];
  if (!whole.endsWith(suffix)) return false;
  return suffix.startsWith(".") || whole.length === suffix.length || whole.at(-suffix.length - 1) === ".";
}

/** Whether `*.a.b` may stand for a name under the excluded `x.a.b`. */
function wildcardMeets(constraint: string, name: string): boolean {
  if (!name.startsWith("*")) return false;
  const parent = withoutFirstLabel(lower(constraint));
  return parent !== "" && parent === withoutFirstLabel(lower(name));
}

function withoutFirstLabel(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}

function emailConstraint(emails: readonly string[]): Constraint<Mailbox> | undefined {
  if (emails.length === 0) return undefined;
  const domains = domainConstraint(emails.filter((email) => !email.includes("@")));
  const full = emails.flatMap((email) => parseMailbox(email) ?? []);
  return {
    size: emails.length,
    holds: (mailbox, permitted) =>
      full.some(({ local, domain }) => local === mailbox.local && lower(domain) === mailbox.domain) ||
      (domains?.holds(mailbox.domain, permitted) ?? false),
  };
}
