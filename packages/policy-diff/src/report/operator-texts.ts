import type { RecordedEvent } from "../event/recorded-event.ts";

/** What the operator of an OPA called a bundle: a name or a digest, not an address that could carry a password. */
const name = /^[A-Za-z0-9][A-Za-z0-9._/@:+-]{0,99}$/;
const version = /^v?\d+\.\d+\.\d+(?:[-+.][A-Za-z0-9.-]{1,40})?$/;

/** @returns the version as recorded; null when it is none */
export function versionText(text: string): string | null {
  return version.test(text) ? text : null;
}

/** A bundle with its revision, each shown where it has the form of a name. */
export function shownBundle(bundle: RecordedEvent["bundles"][number]): RecordedEvent["bundles"][number] {
  return { name: shown(bundle.name), revision: shown(bundle.revision) };
}

function shown(text: string): string {
  return text === "" || (name.test(text) && !text.includes("://")) ? text : `‹text, ${text.length}›`;
}
