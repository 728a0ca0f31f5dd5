/** A part that is folded. The title is text of our own. */
export function details(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n</details>`;
}
