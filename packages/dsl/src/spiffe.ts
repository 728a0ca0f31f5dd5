/** The names in a pattern: of `spiffe://example.org/ns/{namespace}` the name `namespace`. */
type NamesIn<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The named parts of a SPIFFE ID. */
export type SpiffeParts<Pattern extends string> = { readonly [Name in NamesIn<Pattern>]: string };

const scheme = "spiffe://";
const longestId = 2_048;
const name = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
// From the SPIFFE ID standard: which characters a trust domain and the segments of a path may have.
const trustDomain = /^[a-z0-9._-]+$/;
const pathSegment = /^[A-Za-z0-9._-]+$/;

/** A part of a pattern, between slashes: a text, or the name of what stands there. */
export type SpiffePatternPart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "name"; readonly name: string };

/**
 * The parts of a pattern, the trust domain first.
 *
 * @throws TypeError when it is no pattern: a SPIFFE ID whose parts may be names in braces, each once
 */
export function spiffePattern(pattern: string): readonly SpiffePatternPart[] {
  const segments = pattern.startsWith(scheme) ? pattern.slice(scheme.length).split("/") : [];
  const parts = segments.map((segment, index): SpiffePatternPart | undefined => {
    const named = name.exec(segment)?.[1];
    if (named !== undefined) return { kind: "name", name: named };
    return isSegment(segment, index) ? { kind: "literal", text: segment } : undefined;
  });
  const names = parts.flatMap((part) => (part?.kind === "name" ? [part.name] : []));
  const known = parts.filter((part) => part !== undefined);
  if (known.length !== segments.length || known.length === 0 || new Set(names).size !== names.length) {
    throw new TypeError(
      `${JSON.stringify(pattern)} is no pattern such as spiffe://example.org/ns/{namespace}/sa/{account}`,
    );
  }
  return known;
}

function isSegment(text: string, index: number): boolean {
  return index === 0 ? trustDomain.test(text) : pathSegment.test(text) && text !== "." && text !== "..";
}

/**
 * The parts of a SPIFFE ID by name, so that no index can be off by one.
 *
 * ```ts
 * spiffeId(id, "spiffe://company.com/ns/{environment}/sa/{service}")?.environment
 * ```
 *
 * @param id the ID as text, perhaps `source.principal`
 * @param pattern a literal or constant: an ID of which whole segments, or the trust domain, are names in braces
 * @returns `undefined` when `id` is not a SPIFFE ID of that form
 * @throws TypeError when `pattern` is none
 */
export function spiffeId<const Pattern extends string>(
  id: string,
  pattern: Pattern,
): SpiffeParts<Pattern> | undefined {
  const parts = spiffePattern(pattern);
  const segments = id.startsWith(scheme) && id.length <= longestId ? id.slice(scheme.length).split("/") : [];
  if (segments.length !== parts.length || !segments.every(isSegment)) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (part.kind === "name") found[part.name] = segment;
    else if (part.text !== segment) return undefined;
  }
  return found as SpiffeParts<Pattern>;
}
