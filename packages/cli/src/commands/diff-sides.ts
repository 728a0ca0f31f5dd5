import { resolve } from "node:path";
import { type OpaBinary, opaVersion } from "@bylaw/engine";
import { findSides, type RegoVersionOption, type SidesOptions } from "@bylaw/policy-diff";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../command.ts";
import { CannotProceed } from "../exit-code.ts";
import { printable } from "../printable.ts";

/** The options that say which policies are compared. */
export interface SidesCommandOptions {
  readonly base?: string;
  readonly head?: string;
  readonly baseData?: readonly string[];
  readonly headData?: readonly string[];
  readonly regoVersion: RegoVersionOption;
  readonly baseRegoVersion?: RegoVersionOption;
  readonly headRegoVersion?: RegoVersionOption;
  readonly map?: Readonly<Record<string, string>>;
  readonly baseOpa?: string;
  readonly headOpa?: string;
  readonly capabilities?: string;
  readonly objects?: readonly string[];
}

const versions = ["v0", "v1", "auto"];

export function addSidesOptions(command: Command): void {
  command
    .option(
      "--base <policy>",
      "the policy as it is: .ts, .rego, a folder, a bundle, or REV:path (head where its branch left the default branch)",
    )
    .option("--head <policy>", "the policy as it would be (the policy of this folder)")
    .option("--base-data <files...>", "more base documents (JSON, YAML) for the base side")
    .option("--head-data <files...>", "more base documents for the head side")
    .addOption(
      new Option("--rego-version <version>", "of Rego on both sides").choices(versions).default("auto"),
    )
    .addOption(new Option("--base-rego-version <version>", "of the base side alone").choices(versions))
    .addOption(new Option("--head-rego-version <version>", "of the head side alone").choices(versions))
    .option(
      "--map <old=new...>",
      "a decision that head has at another path: authz/allow=authz/v2/allow",
      renamed,
    )
    .option("--base-opa <file>", "the OPA that decides for base, to compare with another (then opa replays)")
    .option(
      "--objects <files...>",
      "objects of Kubernetes: which would now violate constraints of Gatekeeper",
    )
    .option("--capabilities <file>", "declares builtins that your OPA has and ours has not")
    .option("--head-opa <file>", "the OPA that decides for head");
}

/** What was named, completed by what is found; notes say what was taken. */
export async function sidesOf(
  options: SidesCommandOptions,
  { console, process }: Context,
): Promise<SidesOptions> {
  const {
    baseData,
    headData,
    map,
    baseOpa,
    headOpa,
    capabilities,
    objects,
    regoVersion,
    baseRegoVersion,
    headRegoVersion,
  } = options;
  const { base, head, notes } = await findSides(options, process.cwd());
  for (const note of notes) console.note(printable(note));
  return {
    base,
    head,
    regoVersion,
    ...(baseData === undefined ? {} : { baseData }),
    ...(headData === undefined ? {} : { headData }),
    ...(baseRegoVersion === undefined ? {} : { baseRegoVersion }),
    ...(map === undefined ? {} : { map }),
    ...(objects === undefined ? {} : { objects }),
    ...(capabilities === undefined ? {} : { capabilities }),
    ...(baseOpa === undefined ? {} : { baseOpa: await opaAt(resolve(process.cwd(), baseOpa)) }),
    ...(headOpa === undefined ? {} : { headOpa: await opaAt(resolve(process.cwd(), headOpa)) }),
    ...(headRegoVersion === undefined ? {} : { headRegoVersion }),
  };
}

async function opaAt(path: string): Promise<OpaBinary> {
  try {
    return { path, version: await opaVersion(path), source: "env", warnings: [] };
  } catch (error) {
    throw new CannotProceed(`${path} is no OPA: ${error instanceof Error ? error.message : error}`);
  }
}

function renamed(
  value: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, from, to] = /^([^=]+)=([^=]+)$/.exec(value) ?? [];
  if (from === undefined || to === undefined) throw new InvalidArgumentError("expected OLD=NEW");
  return { ...before, [from]: to };
}
