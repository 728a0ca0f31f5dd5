import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { Busboy } from "@fastify/busboy";

/**
 * The parts of a form by name, in their order; parts of JSON are read.
 *
 * @returns `null` when the content type has no boundary
 * @throws on a body that is no form, or a part that is no JSON though it says so
 */
export function readMultipart(body: string, contentType: string): Promise<Json> {
  if (!/;\s*boundary=/i.test(contentType)) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const parts = new Map<string, Json[]>();
    const add = (name: string | undefined, text: string, mediaType: string) => {
      if (name === undefined || name === "") return;
      const values = parts.get(name) ?? [];
      values.push(mediaType.includes("application/json") ? parseJson(text) : text);
      parts.set(name, values);
    };
    const form = new Busboy({ headers: { "content-type": contentType } });
    form.on("field", (name, value, _nameCut, _valueCut, _encoding, mediaType) => {
      try {
        add(name, value, mediaType);
      } catch (error) {
        reject(error);
      }
    });
    form.on("file", (name, stream, _filename, _encoding, mediaType) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        try {
          add(name, Buffer.concat(chunks).toString("utf8"), mediaType);
        } catch (error) {
          reject(error);
        }
      });
    });
    form.on("error", reject);
    form.on("finish", () => resolve(Object.fromEntries(parts)));
    form.end(body);
  });
}
