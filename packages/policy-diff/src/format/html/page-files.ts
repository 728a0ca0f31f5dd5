import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** What the page carries with it, and the policy that lets it run nothing else. */
export interface PageFiles {
  readonly style: string;
  readonly script: string;
  /** The content security policy: these two texts, by their digests, and nothing from anywhere. */
  readonly policy: string;
}

/** In the order in which they count: what shows only with the script, and what is printed, come last. */
const styles = ["frame.css", "figures.css", "groups.css", "script.css", "print.css"] as const;

export function readPageFiles(): PageFiles {
  const style = styles.map(read).join("\n");
  const script = read("script.js");
  return {
    style,
    script,
    policy: [
      "default-src 'none'",
      `style-src '${digest(style)}'`,
      `script-src '${digest(script)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; "),
  };
}

/** The folder `page` lies beside both `src` and `dist`. */
function read(name: string): string {
  const text = readFileSync(new URL(`../../../page/${name}`, import.meta.url), "utf8");
  // Browsers hash a line break as they normalise it.
  return text.replaceAll("\r\n", "\n");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
