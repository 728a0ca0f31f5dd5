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

const form = new RegExp(imagePattern);
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
  const [, first, path = "", tag, digest] = match ?? [];
  if (match === null) return undefined;
  const hosted = first !== undefined && isRegistry(first);
  // A first component that is no registry is the beginning of the path, and must look like one.
  if (first !== undefined && !hosted && !onlyComponent.test(first)) return undefined;
  const repository = hosted ? path : first !== undefined ? `${first}/${path}` : `library/${path}`;
  const registry = hosted ? first : "docker.io";
  if (registry.length + 1 + repository.length > longestName) return undefined;
  return {
    registry,
    repository: registry === "docker.io" && !repository.includes("/") ? `library/${repository}` : repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

const onlyComponent = new RegExp(`^${component}$`);

function isRegistry(first: string): boolean {
  return /[.:A-Z]/.test(first) || first === "localhost";
}
