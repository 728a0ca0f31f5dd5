import { objectOf } from "../../json-value.ts";
import { type Correction, isGiven, oneOf, text } from "./correction.ts";

// The forms of names and texts: k8s.io/apimachinery/pkg/util/validation.

const longestLabel = 63;

/** A text as a DNS label, so that most of it stays. */
export function asDnsLabel(text: unknown, otherwise: string, longest = longestLabel): string {
  if (typeof text !== "string") return otherwise;
  const cleaned = text.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-");
  return cleaned.slice(0, longest).replaceAll(/^-+|-+$/g, "") || otherwise;
}

/** A text as a DNS label that begins with a letter, as services have. */
export function asServiceName(text: unknown, otherwise: string): string {
  const label = asDnsLabel(text, otherwise);
  return /^[a-z]/.test(label) ? label : asDnsLabel(`x-${label}`, otherwise);
}

/** Labels between dots. */
export function asDnsName(text: unknown, otherwise: string): string {
  if (typeof text !== "string") return otherwise;
  const labels = text.split(".").map((label) => asDnsLabel(label, ""));
  return (
    labels
      .filter((label) => label !== "")
      .slice(0, 3)
      .join(".") || otherwise
  );
}

/** What stands in the path of a request, such as the name of a role. */
export function asPathSegment(text: unknown, otherwise: string): string {
  const cleaned = typeof text === "string" ? text.replaceAll(/[/%]+/g, ":") : "";
  return cleaned === "" || cleaned === "." || cleaned === ".." ? otherwise : cleaned;
}

/** The value of a label; it may be empty. */
export function asLabelValue(text: unknown): string {
  const cleaned = String(text ?? "").replaceAll(/[^A-Za-z0-9_.-]+/g, "-");
  return cleaned.slice(0, longestLabel).replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

/** The key of a label or annotation: a name, or one behind a domain and a slash. */
export function asQualifiedName(text: unknown, otherwise: string): string {
  const parts = String(text ?? "").split("/");
  const name = asLabelValue(parts.at(-1)) || otherwise;
  const domain = parts.length === 2 ? asDnsName(parts[0], "") : "";
  return domain === "" ? name : `${domain}/${name}`;
}

/** The name of a port: at most fifteen characters, one of them a letter. */
export function asPortName(text: unknown, otherwise: string): string {
  const label = asDnsLabel(text, otherwise, 15).replaceAll(/-{2,}/g, "-");
  return /[a-z]/.test(label) ? label : otherwise;
}

/** The key of a ConfigMap or Secret. */
export function asConfigurationKey(text: string, otherwise: string): string {
  const cleaned = text.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 240);
  return cleaned === "" || cleaned.startsWith("..") || cleaned === "." ? otherwise : cleaned;
}

export const dnsLabel =
  (otherwise: string): Correction =>
  (value) =>
    asDnsLabel(value, otherwise);

export const dnsName =
  (otherwise: string): Correction =>
  (value) =>
    asDnsName(value, otherwise);

export const labelValue: Correction = (value) => asLabelValue(value);

/** A path below a folder, which does not lead out of it. */
export const pathBelow: Correction = (value) => {
  const parts = String(value ?? "").split("/");
  return (
    parts
      .filter((part) => part !== "" && part !== "..")
      .join("/")
      .slice(0, 200)
      .trim() || "data"
  );
};

/** Addresses that anybody may have. */
export const address: Correction = (value) =>
  typeof value === "string" &&
  /^(?!(?:0|127|169|2[2-5]\d)\.)(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(value)
    ? value
    : "10.96.0.23";

/** A range of addresses. */
export const cidr: Correction = (value) => {
  if (value === "0.0.0.0/0" || value === "::/0") return value;
  const [first = "", bits = ""] = String(value).split("/");
  // Of a shorter prefix some bits would have to be zero.
  return address(first) === first && bits === "32" ? value : "10.0.0.0/8";
};

/** What carries a port. */
export const protocol = oneOf("TCP", "UDP", "SCTP");

/** What refers to an image; another where it is none. */
export const imageReference = (otherwise: string): Correction =>
  text(/^[a-z0-9][a-z0-9._:/@-]*$/i, otherwise);

/** A port by number or by name. */
export const port: Correction = (value) =>
  typeof value === "string"
    ? asPortName(value, "http")
    : Math.min(65_535, Math.max(1, Math.trunc(Number(value) || 8080)));

/** What refers to something by its name, which only the type lets it leave out. */
export function named(correct: Correction): Correction {
  return (value) => {
    const given = objectOf(value);
    return correct(isGiven(given.name) ? given : { ...given, name: "app" });
  };
}
