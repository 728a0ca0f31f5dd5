import { type Shape, t } from "../schema/index.ts";

/** An amount such as `500m` or `128Mi`. The API server takes a number too, and sends text. */
export type Quantity = string | number;
export const quantity: Shape<Quantity> = t.union(t.string, t.number);

/** A number or a name, such as a port. */
export type IntOrString = string | number;
export const intOrString: Shape<IntOrString> = t.union(t.string, t.number);
