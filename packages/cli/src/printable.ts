/**
 * Text that came from a policy, an input or a log, made fit for a terminal: control characters, escapes and the
 * characters that change the direction of writing are shown as `\u{…}` instead of acting.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character === "\n" || character === "\t"
      ? character
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
