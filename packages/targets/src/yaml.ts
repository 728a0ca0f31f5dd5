import { Document, type ToStringOptions } from "yaml";

const layout: ToStringOptions = { lineWidth: 0 };

/**
 * Prints values as YAML, separated as documents.
 *
 * @param comment lines above the first document, without `#`
 */
export function yamlText(documents: readonly unknown[], comment?: string): string {
  const texts = documents.map((value) =>
    new Document(value, { aliasDuplicateObjects: false }).toString(layout),
  );
  const head = comment === undefined ? "" : `${comment.replace(/^/gm, "# ").replace(/ +$/gm, "")}\n`;
  return `${head}${texts.join("---\n")}`;
}
