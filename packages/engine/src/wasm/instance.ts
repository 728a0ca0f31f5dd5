import { bytesOf, textOfBytes } from "../builtins/bytes.ts";
import { type WasmModule, webAssembly } from "./web-assembly.ts";

/**
 * A policy compiled to WebAssembly, driven by OPA's documented ABI (version 1.2 and later,
 * https://www.openpolicyagent.org/docs/wasm).
 *
 * The SDK on npm reads arguments and results with JSON.parse, which rounds times in nanoseconds and cannot tell a
 * set from an array, and an SDK builtin that fails ends the evaluation. So the ABI is driven here, on text.
 */
export interface PolicyInstance {
  /** Names of the host builtins that the policy may call. */
  readonly builtins: readonly string[];
  /** Entry point → its number. */
  readonly entrypoints: ReadonlyMap<string, number>;
  /** Bytes of memory held; it never shrinks. */
  memoryBytes(): number;
  /**
   * Evaluates one entry point.
   *
   * @param input JSON text; undefined when there is no input
   * @returns the result set, as the text of a Rego value
   * @throws PolicyAbort when the policy stops itself, RangeError when the input is nested too deeply; the instance
   * must not be used again after either
   */
  evaluate(entrypoint: number, input: Uint8Array | undefined): string;
}

/** Calls a builtin on texts of Rego values; undefined is Rego's undefined. */
export type CallBuiltin = (name: string, argumentTexts: readonly string[]) => string | undefined;

/** The policy ended its evaluation with an error. */
export class PolicyAbort extends Error {}

interface Exports {
  readonly opa_eval: (
    reserved: number,
    entrypoint: number,
    data: number,
    input: number,
    inputLength: number,
    heap: number,
    format: number,
  ) => number;
  readonly opa_malloc: (size: number) => number;
  readonly opa_value_parse: (address: number, size: number) => number;
  readonly opa_value_dump: (value: number) => number;
  readonly opa_heap_ptr_get: () => number;
  readonly builtins: () => number;
  readonly entrypoints: () => number;
  readonly opa_wasm_abi_version: { readonly value: number };
}

const pageBytes = 64 * 1024;
const maxPages = 16_384;
const valueFormat = 1;

/**
 * Makes an instance with its data loaded.
 *
 * @param data JSON text of the base documents
 */
export function instantiatePolicy(
  module: WasmModule,
  data: Uint8Array,
  callBuiltin: CallBuiltin,
): PolicyInstance {
  const platform = webAssembly();
  const memory = new platform.Memory({ initial: 16, maximum: maxPages });

  const textAt = (address: number): string => {
    const bytes = new Uint8Array(memory.buffer, address);
    const end = bytes.indexOf(0);
    return textOfBytes(Buffer.from(memory.buffer, address, end < 0 ? bytes.length : end));
  };
  const growTo = (bytes: number) => {
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  };
  const valueFrom = (text: Uint8Array): number => {
    const address = exports.opa_malloc(text.byteLength);
    new Uint8Array(memory.buffer).set(text, address);
    const value = exports.opa_value_parse(address, text.byteLength);
    if (value === 0) throw new PolicyAbort("a value could not be read");
    return value;
  };
  const dump = (value: number): string => textAt(exports.opa_value_dump(value));

  const names = new Map<number, string>();
  const dispatch = (id: number, _context: number, ...values: number[]): number => {
    const result = callBuiltin(names.get(id) ?? `builtin ${id}`, values.map(dump));
    // The null address is Rego's undefined.
    return result === undefined ? 0 : valueFrom(bytesOf(result));
  };
  const instance = new platform.Instance(module, {
    env: {
      memory,
      opa_abort: (address: number) => {
        throw new PolicyAbort(textAt(address));
      },
      // What a policy prints is no answer.
      opa_println: () => undefined,
      opa_builtin0: dispatch,
      opa_builtin1: dispatch,
      opa_builtin2: dispatch,
      opa_builtin3: dispatch,
      opa_builtin4: dispatch,
    },
  });
  const exports = policyExports(instance.exports);
  if (exports.opa_wasm_abi_version.value !== 1) {
    throw new Error(`unknown version ${exports.opa_wasm_abi_version.value} of OPA's WebAssembly interface`);
  }
  for (const [name, id] of numbersByName(dump(exports.builtins()))) names.set(id, name);
  const entrypoints = numbersByName(dump(exports.entrypoints()));
  const dataValue = valueFrom(data);
  const heapAfterData = aligned(exports.opa_heap_ptr_get());

  return {
    builtins: [...names.values()],
    entrypoints,
    memoryBytes: () => memory.buffer.byteLength,
    evaluate: (entrypoint, input) => {
      const length = input?.byteLength ?? 0;
      const address = input === undefined ? 0 : heapAfterData;
      const heap = aligned(heapAfterData + length);
      growTo(heap + pageBytes);
      if (input !== undefined) new Uint8Array(memory.buffer).set(input, address);
      return textAt(exports.opa_eval(0, entrypoint, dataValue, address, length, heap, valueFormat));
    },
  };
}

function aligned(address: number): number {
  return (address + 7) & ~7;
}

function numbersByName(text: string): ReadonlyMap<string, number> {
  const table: unknown = JSON.parse(text);
  const entries = Object.entries(typeof table === "object" && table !== null ? table : {});
  return new Map(entries.map(([name, id]) => [name, Number(id)]));
}

function policyExports(exports: Readonly<Record<string, unknown>>): Exports {
  const names = [
    "opa_eval",
    "opa_malloc",
    "opa_value_parse",
    "opa_value_dump",
    "opa_heap_ptr_get",
    "builtins",
    "entrypoints",
    "opa_wasm_abi_version",
  ];
  const missing = names.filter((name) => !(name in exports));
  if (missing.length > 0) throw new Error(`this is no policy of OPA: it lacks ${missing.join(", ")}`);
  return exports as unknown as Exports;
}
