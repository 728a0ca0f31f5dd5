import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { ajv } from "./large-packages.ts";

/** A value that is what its schema says, or what is wrong with it, without the values themselves. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly wrong: string };

/**
 * Makes a reader of JSON texts that holds them to one of this package's published schemas.
 *
 * @param name of the schema beside `package.json`; its type is `T`
 */
export function readerOf<T>(name: string): (text: string) => Checked<T> {
  let compiled: ValidateFunction<T> | undefined;
  return (text) => {
    compiled ??= validatorOf<T>(JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8")));
    return checked(text, compiled);
  };
}

/** As {@link readerOf}, for a schema that is given. */
export function readerFor<T>(schema: object): (text: string) => Checked<T> {
  let compiled: ValidateFunction<T> | undefined;
  return (text) => {
    compiled ??= validatorOf<T>(schema);
    return checked(text, compiled);
  };
}

function validatorOf<T>(schema: object): ValidateFunction<T> {
  const { Ajv } = ajv();
  return new Ajv({ allowUnionTypes: true }).compile<T>(schema);
}

function checked<T>(text: string, validate: ValidateFunction<T>): Checked<T> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // What the parser says quotes the text.
    return { ok: false, wrong: "it is not a JSON document" };
  }
  if (validate(document)) return { ok: true, value: document };
  const [first] = validate.errors ?? [];
  return { ok: false, wrong: `${first?.instancePath || "the document"} ${first?.message ?? "is not valid"}` };
}
