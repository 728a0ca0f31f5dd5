const rawValues = new WeakMap<object, object>();

/** Remembers what a checking view looks at. */
export function rememberRaw(view: object, raw: object): void {
  rawValues.set(view, raw);
}

/** What a checking view looks at; any other value is itself. */
export function rawValue(value: unknown): unknown {
  return typeof value === "object" && value !== null ? (rawValues.get(value) ?? value) : value;
}
