import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { OpaBinary, Outcome } from "@bylaw/engine";
import type { InProcessName } from "../engines/engine.ts";
import type { Contestant, Measured } from "./contestant.ts";
import type { PreparedFolder } from "./folder.ts";

export type Request =
  | { readonly kind: "outcomes" }
  | { readonly kind: "measure"; readonly seconds: number }
  | { readonly kind: "memory" };

export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "outcomes"; readonly outcomes: readonly Outcome[] }
  | { readonly kind: "measured"; readonly measured: Measured }
  | { readonly kind: "memory"; readonly peakBytes: number | undefined }
  | { readonly kind: "failed"; readonly message: string };

const program = fileURLToPath(new URL("worker.js", import.meta.url));

/**
 * Starts an engine in a worker.
 *
 * @throws Error when the engine cannot be made for the benchmark
 */
export async function startWorker(
  name: InProcessName,
  folder: PreparedFolder,
  opa: OpaBinary,
): Promise<Contestant> {
  // Advanced serialization keeps bigints.
  const child = fork(program, [name, folder.path, JSON.stringify(opa)], { serialization: "advanced" });
  const ask = async <Kind extends Answer["kind"]>(
    kind: Kind,
    request?: Request,
  ): Promise<Extract<Answer, { kind: Kind }>> => {
    const answer = await answerOf(child, request);
    if (isOfKind(answer, kind)) return answer;
    throw new Error(`${name}: ${answer.kind === "failed" ? answer.message : `answered ${answer.kind}`}`);
  };
  try {
    await ask("ready");
  } catch (error) {
    child.kill();
    throw error;
  }
  return {
    name,
    outcomes: async () => (await ask("outcomes", { kind: "outcomes" })).outcomes,
    measure: async (seconds) => (await ask("measured", { kind: "measure", seconds })).measured,
    peakBytes: async () => (await ask("memory", { kind: "memory" })).peakBytes,
    close: () => void child.kill(),
  };
}

function isOfKind<Kind extends Answer["kind"]>(
  answer: Answer,
  kind: Kind,
): answer is Extract<Answer, { kind: Kind }> {
  return answer.kind === kind;
}

/** The next message of a worker; it sends one for each request, and one when it is ready. */
function answerOf(child: ChildProcess, request: Request | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (status: number | null) => {
      child.off("message", answered);
      reject(new Error(`the worker ended with status ${status}`));
    };
    const answered = (answer: Answer) => {
      child.off("exit", ended);
      resolve(answer);
    };
    child.once("exit", ended);
    child.once("message", answered);
    if (request !== undefined) child.send(request);
  });
}
