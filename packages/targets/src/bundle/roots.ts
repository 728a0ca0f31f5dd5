/**
 * The parts of `data` that a bundle owns: its packages and documents. OPA refuses roots that overlap, so what lies
 * below another root is left out.
 */
export function bundleRoots(packages: readonly string[], documents: readonly string[]): readonly string[] {
  const all = [...new Set([...packages.map((name) => name.replaceAll(".", "/")), ...documents])].sort();
  return all.filter((root) => !all.some((other) => root.startsWith(`${other}/`)));
}
