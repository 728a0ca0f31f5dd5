/** The part of the platform's WebAssembly that is used here; Node's types do not declare it. */
export interface WebAssemblyPlatform {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** A compiled module. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/**
 * The platform's WebAssembly.
 *
 * @throws Error where there is none
 */
export function webAssembly(): WebAssemblyPlatform {
  const platform: unknown = Reflect.get(globalThis, "WebAssembly");
  if (!isPlatform(platform)) throw new Error("this JavaScript engine has no WebAssembly");
  return platform;
}

function isPlatform(value: unknown): value is WebAssemblyPlatform {
  return typeof value === "object" && value !== null && "Module" in value && "Instance" in value;
}
