import { markdownCode, markdownText, shortened } from "../escape.ts";

/** @returns a link; its text alone where the address is no web address */
export function link(text: string, address: string): string {
  const target = webAddress(address);
  return target === undefined ? markdownText(text) : `[${markdownText(text)}](${target})`;
}

/**
 * A place in a policy as code, linked where its folder's address is known.
 *
 * @param folder such as `https://github.com/acme/authz/blob/9c41e07/policies`
 */
export function placeLink(file: string, row: number, folder: string | undefined): string {
  const text = markdownCode(shortened(`${file}:${row}`, 100));
  if (folder === undefined || file.split("/").includes("..")) return text;
  const path = file.split("/").map(encodeURIComponent).join("/");
  const target = webAddress(`${folder.replace(/\/+$/, "")}/${path}#L${row}`);
  return target === undefined ? text : `[${text}](${target})`;
}

/** Brackets end a link's address, and pipes a table's cell. */
function webAddress(text: string): string | undefined {
  if (text.length > 1000 || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  return href.replace(
    /[^A-Za-z0-9:/?#@%&=+,;._~-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
