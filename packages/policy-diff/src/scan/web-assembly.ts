/** The part of the platform's WebAssembly that is used here; Node's types do not declare it. */
interface Platform {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

export interface Memory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 65,536 bytes */
  grow(pages: number): number;
}

export interface Global {
  readonly value: number;
}

/**
 * Runs code that needs nothing of its host.
 *
 * @returns what the code exports
 * @throws Error where there is no WebAssembly
 */
export function instantiate(code: Uint8Array): unknown {
  const platform: unknown = Reflect.get(globalThis, "WebAssembly");
  if (!isPlatform(platform)) throw new Error("this JavaScript engine has no WebAssembly");
  return new platform.Instance(new platform.Module(code)).exports;
}

function isPlatform(value: unknown): value is Platform {
  return typeof value === "object" && value !== null && "Module" in value && "Instance" in value;
}
