import type { Metadata } from "./ast.ts";

/** The `# METADATA` block, or nothing when there is nothing to say. */
export function metadataLines(metadata: Metadata): readonly string[] {
  const lines: string[] = [];
  if (metadata.title !== undefined) lines.push(`title: ${yamlString(metadata.title)}`);
  if (metadata.description !== undefined) lines.push(`description: ${yamlString(metadata.description)}`);
  if (metadata.entrypoint === true) lines.push("entrypoint: true");
  if (metadata.labels !== undefined && metadata.labels.length > 0) {
    lines.push("labels:", ...metadata.labels.map(([key, value]) => `  ${key}: ${yamlString(value)}`));
  }
  return lines.length === 0 ? [] : ["# METADATA", ...lines.map((line) => `# ${line}`)];
}

/** Words that YAML reads as something else than text. */
const notText = /^(?:true|false|yes|no|on|off|null|y|n|~)$/i;

/** A YAML scalar that is always read back as this string: plain where that is safe, else in JSON's quotes. */
function yamlString(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9 _./,;()'+-]*$/.test(text) && !text.endsWith(" ") && !notText.test(text);
  return plain ? text : doubleQuoted(text);
}

/** YAML's double quotes: JSON's, but characters beyond the basic plane have one escape instead of two. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff
      ? `\\U${point.toString(16).padStart(8, "0")}`
      : `\\u${point.toString(16).padStart(4, "0")}`;
  });
}
