import { type BuiltinDeclaration, outsideBuiltins, schemaArgument } from "./capabilities.ts";

/** How the non-deterministic builtins of a query are answered. */
export type ReplayMode =
  /** As they come, but nothing outside of the evaluation is reached. */
  | "free"
  /** As `free`, at the query's time. */
  | "clock"
  /** From the record only. */
  | "recorded";

/** The answer that stands for a call that could not be made. */
export interface UnavailableCall {
  readonly builtin: string;
  readonly reason: "notRecorded" | "unsupported";
}

/** A Rego module that stands in for builtins, and how a query uses it. */
export interface ReplayModule {
  readonly packageName: string;
  readonly text: string;
  /** The `with` modifiers of a query: text that follows the expression; `extra` is a bound variable. */
  withModifiers(mode: ReplayMode, extra: string): string;
  /** Which call an error at a row of the module stands for. */
  unavailableAt(row: number): UnavailableCall | undefined;
}

interface Stand {
  readonly builtin: BuiltinDeclaration;
  readonly index: number;
}

/** Builtins whose answer is a set, which a JSON record can only show as an array. */
const answersSet: ReadonlySet<string> = new Set(["net.lookup_ip_addr"]);

/**
 * Writes the module that answers non-deterministic builtins by `with`.
 *
 * A call that must not be made has two values in the module, so that OPA stops with a conflict whose row names
 * the builtin. Undefined would not do: the policy would go on as if the builtin had no answer.
 *
 * @param builtins the non-deterministic builtins that the policy calls
 * @param taken whether a package name is in use
 */
export function replayModule(
  builtins: readonly BuiltinDeclaration[],
  taken: (name: string) => boolean,
): ReplayModule {
  let packageName = "bylaw_replay";
  for (let suffix = 1; taken(packageName); suffix++) packageName = `bylaw_replay_${suffix}`;

  const lines = [`package ${packageName}`, "", "import rego.v1", ""];
  const rows = new Map<number, UnavailableCall>();
  const add = (text: string, call?: UnavailableCall) => {
    for (const line of text.split("\n")) {
      lines.push(line);
      if (call !== undefined) rows.set(lines.length, call);
    }
    lines.push("");
  };

  if (builtins.some((builtin) => schemaArgument.has(builtin.name))) add(schemaFunctions);
  const stands = builtins.map((builtin, index) => ({ builtin, index }));
  for (const stand of stands) {
    const { name } = stand.builtin;
    const reason = stand.builtin.custom ? "unsupported" : "notRecorded";
    add(recordedFunction(stand, packageName), { builtin: name, reason });
    add(conflict(`not_recorded_${stand.index}`, 1), { builtin: name, reason });
    if (isOutside(stand)) {
      add(conflict(`unsupported_${stand.index}`, stand.builtin.arity), {
        builtin: name,
        reason: "unsupported",
      });
    }
    if (schemaArgument.has(name)) {
      add(schemaStand(stand), { builtin: name, reason: "unsupported" });
      add(conflict(`unsupported_${stand.index}`, 1), { builtin: name, reason: "unsupported" });
    }
    if (name === "io.jwt.decode_verify") {
      add(
        `clock_${stand.index}(jwt, constraints) := io.jwt.decode_verify(jwt, timed) if {\n` +
          `\ttimed := object.union({"time": data.${packageName}.now}, constraints)\n}`,
      );
    }
  }

  const standFor = (stand: Stand, mode: ReplayMode, extra: string): string => {
    const { name } = stand.builtin;
    if (mode === "recorded") return ` with ${name} as data.${packageName}.recorded_${stand.index}`;
    if (isOutside(stand)) return ` with ${name} as data.${packageName}.unsupported_${stand.index}`;
    if (schemaArgument.has(name)) return ` with ${name} as data.${packageName}.schema_${stand.index}`;
    if (mode === "clock" && name === "time.now_ns") return ` with ${name} as ${extra}`;
    if (mode === "clock" && name === "io.jwt.decode_verify") {
      return ` with ${name} as data.${packageName}.clock_${stand.index}`;
    }
    return "";
  };
  return {
    packageName,
    text: `${lines.join("\n").trimEnd()}\n`,
    withModifiers: (mode, extra) => {
      const document =
        mode === "recorded"
          ? ` with data.${packageName}.calls as ${extra}`
          : mode === "clock"
            ? ` with data.${packageName}.now as ${extra}`
            : "";
      return document + stands.map((stand) => standFor(stand, mode, extra)).join("");
    },
    unavailableAt: (row) => rows.get(row),
  };
}

/** Never called: it reaches out of the evaluation, or is not there to be called. */
function isOutside({ builtin }: Stand): boolean {
  return outsideBuiltins.has(builtin.name) || builtin.custom;
}

function parameters(arity: number): readonly string[] {
  return Array.from({ length: arity }, (_, index) => `a${index}`);
}

function recordedFunction({ builtin, index }: Stand, packageName: string): string {
  const names = parameters(builtin.arity).join(", ");
  const answer = answersSet.has(builtin.name) ? "{element | some element in entry[1]}" : "entry[1]";
  const schema = schemaArgument.get(builtin.name);
  const computed =
    schema === undefined
      ? ""
      : ` else := ${builtin.name}(${names}) if {\n\tnot refers_elsewhere(a${schema})\n}`;
  return (
    `recorded_${index}(${names}) := answer if {\n` +
    // Sets in the arguments were arrays in the record.
    `\targuments := json.unmarshal(json.marshal([${names}]))\n` +
    `\tsome entry in data.${packageName}.calls[${JSON.stringify(builtin.name)}]\n` +
    `\tentry[0] == arguments\n` +
    `\tanswer := ${answer}\n` +
    `}${computed} else := not_recorded_${index}(null)${schema === undefined ? "" : ` if refers_elsewhere(a${schema})`}`
  );
}

function schemaStand({ builtin, index }: Stand): string {
  const names = parameters(builtin.arity).join(", ");
  const schema = schemaArgument.get(builtin.name) ?? 0;
  return (
    `schema_${index}(${names}) := ${builtin.name}(${names}) if {\n` +
    `\tnot refers_elsewhere(a${schema})\n` +
    // A schema that is none leaves the call undefined, as without a stand-in.
    `} else := unsupported_${index}(null) if refers_elsewhere(a${schema})`
  );
}

function conflict(name: string, arity: number): string {
  const names = Array.from({ length: arity }, () => "_").join(", ");
  return `${name}(${names}) := 1\n${name}(${names}) := 2`;
}

const schemaFunctions = `refers_elsewhere(schema) if {
	walk(schema_document(schema), [path, value])
	path[count(path) - 1] == "$ref"
	is_string(value)
	not startswith(value, "#")
}

schema_document(schema) := json.unmarshal(schema) if {
	is_string(schema)
} else := schema`;
