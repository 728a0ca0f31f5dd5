/** Rules and functions that nothing reads but who asks for a decision. */
const askedFor = new Set(["allow", "decision", "deny", "violation", "warn"]);

/** The rules and functions of generated Rego that no other part of it mentions. */
export function unreadNames(rego: string): readonly string[] {
  const code = rego.split("\n").filter((line) => !line.startsWith("#"));
  const heads = code.flatMap((line) => /^(?:default )?([a-z_][a-z0-9_]*)/.exec(line)?.[1] ?? []);
  const names = new Set(heads.filter((name) => name !== "package"));
  return [...names].filter((name) => {
    if (askedFor.has(name)) return false;
    const mention = new RegExp(`(?<![A-Za-z0-9_."])${name}(?![A-Za-z0-9_"])`);
    return !code.some((line) => mention.test(line.replace(/^(?:default )?[a-z_][a-z0-9_]*/, "")));
  });
}
