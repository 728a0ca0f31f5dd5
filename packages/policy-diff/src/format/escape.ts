/** Control, formatting, private and invisible characters, and lone surrogates: they change how a text is read. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Makes every character of a text visible: line breaks, terminal escapes, right-to-left overrides and zero-width
 * characters become `\u{…}`.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}

/** Shortens to a number of characters, with an ellipsis in place of what is left out. */
export function shortened(text: string, length: number): string {
  // A character has two units at most, so the rest of a long text need not be looked at.
  const characters = [...text.slice(0, 2 * length + 2)];
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join("")}…`;
}

/**
 * A line for a terminal, or for the log of a CI runner: no control characters, and none of the commands that runners
 * take from what a program prints (`::error …`, `##[group]`).
 */
export function terminalText(text: string): string {
  return visibleText(text)
    .replace(/::/g, ":\u2060:")
    .replace(/##(?=[a-z]*\[)/gi, "#\u2060#");
}

/**
 * Text for a table cell or paragraph of GitHub's Markdown: no formatting, links, images, HTML, mentions or references
 * come out of it.
 */
export function markdownText(text: string): string {
  return (
    visibleText(text)
      .replace(/[\\`*_{}[\]()<>+!|~&$^]/g, (character) => `&#${character.codePointAt(0)};`)
      // Mentions and references are found after entities are decoded; only a break of no width keeps them text.
      .replace(/[@]/g, "@\u2060")
      .replace(/#/g, (found, at: number, text: string) => (text[at - 1] === "&" ? found : "#\u2060"))
      .replace(/:\/\//g, ":\u2060//")
      .replace(/\b(www)\./gi, "$1\u2060.")
      .replace(/\b(GH)-(?=\d)/gi, "$1\u2060-")
      .replace(/:(?=[a-z0-9_-]+:)/gi, ":\u2060")
  );
}

/**
 * Text as code within a line or a table cell. The fence is longer than any run of backticks in the text; a pipe, which
 * would end a cell even in code, and the start of a comment, where a marker could be faked, are made visible.
 */
export function markdownCode(text: string): string {
  const content = visibleText(text)
    .replace(/\|/g, "\\u{7c}")
    .replace(/<!--/g, "<\\u{21}--")
    .replace(/-->/g, "--\\u{3e}");
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const padding = content.startsWith("`") || content.endsWith("`") || content.trim() === "" ? " " : "";
  return `${fence}${padding}${content}${padding}${fence}`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** Text for HTML or XML, between tags or in a quoted attribute. Nothing in it is markup, and every character shows. */
export function markupText(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? "");
}

/** JSON for a script element of HTML, which nothing in it can end: `<`, `>` and `&` are escaped as JSON allows. */
export function scriptText(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A field of tab-separated values: no tab or line break, and nothing that a spreadsheet would compute. */
export function tabbedText(text: string): string {
  const visible = visibleText(text);
  return /^[=+\-@]/.test(visible) ? `'${visible}` : visible;
}
