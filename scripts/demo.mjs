// npm run demo: one policy, all the way, on the example of examples/envoy-istio.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root, setup } from "./setup.mjs";
import { fail } from "./step.mjs";

const example = "examples/envoy-istio";
const policy = `${example}/policies/authz.ts`;
const changed = `${example}/changes/wider-path/authz.ts`;

const scenes = [
  { title: "A policy in TypeScript becomes Rego", args: ["build", policy, "--print"] },
  {
    title: "One decision, with its reasons",
    args: [
      "eval",
      policy,
      "-i",
      `${example}/inputs/frontend.json`,
      "--now",
      "2026-11-24T10:00:00Z",
      "--explain",
    ],
  },
  {
    title: "Three thousand inputs, found by fuzzing: TypeScript and all engines must agree",
    args: ["fuzz", policy, "--runs", "3000", "--no-save"],
  },
  {
    title: "A changed policy, replayed over recorded decisions: the pull-request comment",
    args: [
      "diff",
      "--base",
      policy,
      "--head",
      changed,
      "--decisions",
      `${example}/decisions/*.ndjson`,
      "--format",
      "markdown",
    ],
  },
];

/** Runs one bylaw command as a user would, its output going where ours goes. */
function bylaw(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "packages/cli/bin/bylaw.js"), ...args], {
      cwd: root,
      stdio: "inherit",
    });
    child.on("error", reject);
    child.on("close", resolve);
  });
}

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (colour ? `\u001b[1m${text}\u001b[0m` : text);

try {
  await setup();
  for (const [index, { title, args }] of scenes.entries()) {
    console.log(`\n${bold(`${index + 1}/${scenes.length}  ${title}`)}\n$ npx bylaw ${args.join(" ")}\n`);
    const status = await bylaw(args);
    if (status !== 0) throw new Error(`bylaw ${args[0]} ended with status ${status}`);
  }
  console.log(`\n${bold("That was all of it.")} Next: README.md, and ${example}, a policy repo to copy.`);
} catch (error) {
  fail(error);
}
