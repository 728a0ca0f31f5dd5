import type { CustomBuiltins } from "../engine.ts";
import type { OpaBinary } from "./binary.ts";
import { OpaRunError, opaEnvironment, runProcess } from "./process.ts";
import { type RememberOptions, rememberedText } from "./remembered-text.ts";
import { withWorkspace } from "./workspace.ts";

/** A builtin function as OPA's capabilities document describes it. */
export interface BuiltinDeclaration {
  readonly name: string;
  readonly arity: number;
  /** Two calls with equal arguments may differ, or the answer depends on the world outside. */
  readonly nondeterministic: boolean;
  /** The binary does not have it: somebody's own OPA does. */
  readonly custom: boolean;
}

export interface Capabilities {
  readonly builtins: readonly BuiltinDeclaration[];
  /** The document, without the named builtins and without any host to reach. */
  textWithout(names: ReadonlySet<string>): string;
}

/** Builtins that reach out of the evaluation: the network and the process that runs it. */
export const outsideBuiltins: ReadonlySet<string> = new Set([
  "http.send",
  "net.lookup_ip_addr",
  "opa.runtime",
]);

/** Builtins that are only non-deterministic where a schema refers to other documents → where the schema is. */
export const schemaArgument: ReadonlyMap<string, number> = new Map([
  ["json.match_schema", 1],
  ["json.verify_schema", 0],
]);

/** The builtins that OPA 1.22.2 marks as non-deterministic; a test holds this list to its capabilities. */
export const nondeterministicBuiltins: ReadonlySet<string> = new Set([
  ...outsideBuiltins,
  "io.jwt.decode_verify",
  "io.jwt.encode_sign",
  "io.jwt.encode_sign_raw",
  ...schemaArgument.keys(),
  "rand.intn",
  "time.now_ns",
  "uuid.rfc4122",
]);

/**
 * Reads what a binary can do.
 *
 * @param custom builtins that are declared beside its own
 * @param options whether it is remembered from an earlier time; it is not when absent
 * @throws OpaRunError when it does not answer
 */
export async function readCapabilities(
  opa: OpaBinary,
  custom: CustomBuiltins = [],
  options: RememberOptions = { cache: false },
): Promise<Capabilities> {
  const text = await rememberedText(opa, "capabilities", [], options, () => askCapabilities(opa));
  const document: unknown = JSON.parse(text);
  if (!isCapabilitiesDocument(document)) throw unlikeOpa(opa);
  const own = new Set(document.builtins.map(({ name }) => name));
  const declared = { builtins: custom.filter(({ name }) => typeof name !== "string" || !own.has(name)) };
  if (!isCapabilitiesDocument(declared)) throw new TypeError("a builtin is declared without a name");
  const builtins = [...document.builtins, ...declared.builtins];
  return {
    builtins: builtins.map((builtin, index) => ({
      name: builtin.name,
      arity: builtin.decl?.args?.length ?? 0,
      nondeterministic: builtin.nondeterministic === true || index >= document.builtins.length,
      custom: index >= document.builtins.length,
    })),
    textWithout: (names) =>
      JSON.stringify({
        ...document,
        builtins: builtins.filter((builtin) => !names.has(builtin.name)),
        allow_net: [],
      }),
  };
}

/**
 * What OPA is to be told that it can do; undefined where that is what it can. For a stranger's policy, nothing that
 * reaches out of the evaluation.
 */
export async function capabilitiesText(
  opa: OpaBinary,
  { customBuiltins }: { readonly customBuiltins?: CustomBuiltins },
  { untrusted }: { readonly untrusted?: boolean },
): Promise<string | undefined> {
  if (untrusted !== true && customBuiltins === undefined) return undefined;
  const capabilities = await readCapabilities(opa, customBuiltins);
  return capabilities.textWithout(untrusted === true ? outsideBuiltins : new Set());
}

async function askCapabilities(opa: OpaBinary): Promise<string> {
  const { exitCode, stdout } = await withWorkspace({}, ({ folder }) =>
    runProcess(opa.path, ["capabilities", "--current"], {
      cwd: folder,
      env: opaEnvironment(folder),
      timeoutMs: 20_000,
      maxOutputBytes: 16 * 1024 * 1024,
    }),
  );
  if (exitCode !== 0 || !isCapabilitiesDocument(JSON.parse(stdout))) throw unlikeOpa(opa);
  return stdout;
}

function unlikeOpa({ path }: OpaBinary): OpaRunError {
  return new OpaRunError("failed", `${path} did not answer \`opa capabilities\` as OPA does`);
}

interface CapabilitiesDocument {
  readonly builtins: readonly {
    readonly name: string;
    readonly nondeterministic?: boolean;
    readonly decl?: { readonly args?: readonly unknown[] };
  }[];
}

function isCapabilitiesDocument(value: unknown): value is CapabilitiesDocument {
  if (typeof value !== "object" || value === null || !("builtins" in value)) return false;
  return (
    Array.isArray(value.builtins) &&
    value.builtins.every(
      (builtin: unknown) =>
        typeof builtin === "object" &&
        builtin !== null &&
        "name" in builtin &&
        typeof builtin.name === "string",
    )
  );
}

/**
 * The non-deterministic builtins that modules call, found by compiling them without those builtins.
 *
 * @param check compiles the modules with the given capabilities and gives the errors
 */
export async function calledNondeterministicBuiltins(
  capabilities: Capabilities,
  check: (capabilities: string) => Promise<readonly { readonly message: string }[]>,
): Promise<readonly BuiltinDeclaration[]> {
  const candidates = capabilities.builtins.filter((builtin) => builtin.nondeterministic);
  const called = new Set<string>();
  // An error can hide another, so ask until nothing is left to find.
  for (;;) {
    const without = new Set(candidates.map((builtin) => builtin.name).filter((name) => !called.has(name)));
    const errors = await check(capabilities.textWithout(without));
    if (errors.length === 0) return candidates.filter((builtin) => called.has(builtin.name));
    const before = called.size;
    for (const { message } of errors) {
      for (const name of without) if (message.includes(name)) called.add(name);
    }
    if (called.size === before) {
      // Not understood: taking all of them costs time, never truth.
      return candidates;
    }
  }
}
