// node watch.js FOLDER POLICY TEST: watches the tests of a file, changes the policy a few times, and prints as JSON what
// each run again took, from the change to the result. A process of its own, so that only these tests' children count.
import { appendFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { startVitest } from "vitest/node";
import { stopwatch, type Took } from "../measure/stopwatch.ts";

const changes = 7;
/** By then the workers of a run have ended, so that their time is counted. */
const settled = 1_000;

const [folder = "", policy = "", test = ""] = process.argv.slice(2);
process.chdir(folder);

let ended: () => void = () => {};
const nextRun = () =>
  new Promise<void>((resolve) => {
    ended = resolve;
  });

let run = nextRun();
const reporter = { onTestRunEnd: () => ended() };
const vitest = await startVitest("test", [test], { root: folder, watch: true, reporters: [reporter] });
await run;

const took: Took[] = [];
for (let change = 0; change < changes; change += 1) {
  await wait(settled);
  run = nextRun();
  const stop = stopwatch();
  appendFileSync(policy, `\nexport const change${change} = ${change};\n`);
  await run;
  const { seconds } = stop();
  await wait(settled);
  took.push({ seconds, processorSeconds: stop().processorSeconds });
}
const failed = vitest.state.getCountOfFailedTests();
await vitest.close();
process.stdout.write(JSON.stringify({ took, failed }));
process.exit(failed === 0 ? 0 : 1);
