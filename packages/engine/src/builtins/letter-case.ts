// Source: Go's unicode.ToLower and ToUpper, which strings.ToLower and ToUpper apply character by character.

const ascii = /^[\0-\x7f]*$/;

function changed(text: string, change: (character: string) => string): string {
  if (ascii.test(text)) return change(text);
  return Array.from(text, (character) => {
    const made = change(character);
    // Nothing becomes longer in Go.
    return [...made].length === 1 ? made : character === "\u0130" ? "i" : character;
  }).join("");
}

export function lowered(text: string): string {
  return changed(text, (part) => part.toLowerCase());
}

export function uppered(text: string): string {
  return changed(text, (part) => part.toUpperCase());
}
