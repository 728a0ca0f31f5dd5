import { resolve } from "node:path";
import { findOpa } from "@bylaw/engine";
import { type AgreementResult, checkAgreement, describeAgreement } from "@bylaw/test-runner";
import { InvalidArgumentError } from "commander";
import type { Context, Register } from "../command.ts";
import { CannotProceed, exitCode } from "../exit-code.ts";
import { duration } from "../instant.ts";
import { importPolicy } from "../native-policy.ts";
import { loadPolicy } from "../policy.ts";
import { printable } from "../printable.ts";

interface FuzzOptions {
  readonly runs?: number;
  readonly time?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `bylaw fuzz`: generated inputs on TypeScript, OPA, opa-wasm and generated JavaScript, which must agree. */
export const registerFuzz: Register = (program, context) => {
  program
    .command("fuzz")
    .description(
      "generate inputs and hold TypeScript, opa, opa-wasm and generated JavaScript to the same decisions",
    )
    .argument("<policy>", "a TypeScript policy; it is run, so it must be one that you trust")
    .option("--runs <number>", "how many inputs (1000)", positiveInteger)
    .option("--time <length>", "how long, such as 30s or 5m, instead of a number", duration)
    .option("--seed <number>", "the same seed gives the same inputs", positiveInteger, 1)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw fuzz policies/authz.ts",
        "  $ bylaw fuzz policies/authz.ts --time 30s --seed 7",
        "\nExit status: 0 all agree, 1 a disagreement was found, 2 cannot fuzz.",
      ].join("\n"),
    )
    .action((path: string, options: FuzzOptions) => fuzz(path, options, context));
};

async function fuzz(path: string, options: FuzzOptions, context: Context): Promise<void> {
  const { console, process } = context;
  const loaded = await loadPolicy(path, context);
  if (loaded.kind === "rego")
    throw new CannotProceed(`${path} is Rego; fuzzing needs a TypeScript policy to compare it with`);
  const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const policy = await importPolicy(resolve(process.cwd(), path));
  const result = await console.progress("Fuzzing", (update) =>
    checkAgreement({
      policy,
      artefact: loaded.compiled,
      opa,
      seed: options.seed,
      ...(options.runs === undefined ? {} : { runs: options.runs }),
      ...(options.time === undefined ? {} : { seconds: options.time }),
      onProgress: (inputs) => update(`${inputs.toLocaleString("en")} inputs`),
    }),
  );
  console.result(options.json ? asJson(result) : printable(describeAgreement(result, path)));
  context.finish(result.holds ? exitCode.ok : exitCode.findings);
}

function asJson({ reached, ...result }: AgreementResult): string {
  return JSON.stringify({ ...result, reached: Object.fromEntries(reached) }, bigintsAsText, 2);
}

/** Nanoseconds do not fit into a double, which is what most readers of JSON have. */
function bigintsAsText(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function positiveInteger(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number === 0)
    throw new InvalidArgumentError("expected a positive whole number");
  return number;
}
