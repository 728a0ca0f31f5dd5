import type { InputPath } from "../schema/input-path.ts";
import { rawValue } from "../schema/raw-value.ts";
import type { Shape } from "../schema/shape.ts";
import { brokenView } from "./object-view.ts";
import { look, malformed } from "./view.ts";

/**
 * What a rule sees of a whole value: a view that checks each part when it is read, and throws MalformedRead where one
 * is not what the shape says. `root` is what paths begin with.
 */
export function rootView<Input>(shape: Shape<Input>, value: unknown, root: InputPath): Input {
  const seen = look(shape.schema, rawValue(value), root);
  // The view keeps the promise of the type: each read of it gives what the type says, or throws.
  return (seen === malformed ? brokenView(root) : seen) as Input;
}
