/** A reference to a container image, taken apart. */
export interface ImageReference {
  /** The host, perhaps with a port; `docker.io` when the reference names none. */
  readonly registry: string;
  /** The path in the registry; `nginx` alone is `library/nginx` of `docker.io`. */
  readonly repository: string;
  /** Absent when the reference has none; the runtime then takes `latest`. */
  readonly tag?: string;
  /** The digest with its algorithm, `sha256:…`; absent when the reference has none. */
  readonly digest?: string;
}

const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const label = "[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*";

/**
 * The form of a reference, from the grammar of the distribution project: registry, path, tag, digest. The first
 * component is a registry when it has a dot, a colon or an upper-case letter, or is `localhost`; that is decided apart.
 */
export const imagePattern = `^(?:(${label}(?:\\.${label})*(?::[0-9]+)?)/)?(${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`;

/** What a path that is no registry must look like in front of another. */
export const imageComponentPattern = `^${component}$`;

/** Which first component is a registry. */
export const imageRegistryPattern = "[.:A-Z]|^localhost$";

const form = new RegExp(imagePattern);
const wholeComponent = new RegExp(imageComponentPattern);
const registryForm = new RegExp(imageRegistryPattern);
const longestName = 255;

/**
 * A reference to a container image as registry, repository, tag and digest, with the defaults that container runtimes
 * use for the first two.
 *
 * @param text such as `ghcr.io/example/app:1.2@sha256:…`
 * @returns `undefined` when `text` is not a reference
 */
export function imageReference(text: string): ImageReference | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, first = "", path = "", tag, digest] = match;
  const hosted = registryForm.test(first);
  // A first component that is no registry is the beginning of the path, and must look like one.
  if (!hosted && first !== "" && !wholeComponent.test(first)) return undefined;
  const registry = hosted ? first : "docker.io";
  const whole = hosted || first === "" ? path : `${first}/${path}`;
  const repository = registry === "docker.io" && !whole.includes("/") ? `library/${whole}` : whole;
  if (`${registry}/${repository}`.length > longestName) return undefined;
  return {
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}
