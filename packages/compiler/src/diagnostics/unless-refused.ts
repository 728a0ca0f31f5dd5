import { Refusal } from "./report.ts";

/** What something makes; nothing where it is refused, as there is another way. */
export function unlessRefused<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
