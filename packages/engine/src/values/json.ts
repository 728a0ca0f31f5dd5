/**
 * A JSON document as OPA reads it. Integers beyond ±2^53 are bigints, so that nothing is rounded on the way
 * through; every other number is a double.
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}
