// Makes a fresh clone ready: packages, build, the pinned OPA. Does nothing twice.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pnpm } from "./pnpm.mjs";
import { fail, run, step } from "./step.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Throws when this Node.js is older than `engines` in package.json allows. */
function checkNode() {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(manifest.engines.node);
  const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);
  if (haveMajor < Number(major) || (haveMajor === Number(major) && haveMinor < Number(minor))) {
    throw new Error(
      `Bylaw needs Node.js ${manifest.engines.node}; this is ${process.versions.node}. Install a newer one from https://nodejs.org`,
    );
  }
}

/** What the installed packages depend on: the lockfile and every manifest. */
function installDigest() {
  const hash = createHash("sha256");
  const folders = ["packages", "examples"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  for (const file of [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ...["", "docs", "bench", ...folders].map((f) => join(f, "package.json")),
  ]) {
    if (existsSync(join(root, file))) hash.update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

/** Installs the workspace exactly as the lockfile says, unless that is done already. */
async function install() {
  const stamp = join(root, "node_modules", ".bylaw-setup");
  const digest = installDigest();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return "up to date";
  await run("npm", [...pnpm, "install", "--frozen-lockfile"], { quiet: true, cwd: root });
  writeFileSync(stamp, digest);
}

async function build() {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [tsc, "-b"], { quiet: true, cwd: root });
}

async function prepareOpa() {
  const { findOpa } = await import(pathToFileURL(join(root, "packages/engine/dist/index.js")).href);
  // Go names each of the hundred modules that it downloads.
  const tell = (message) => message.startsWith("go: ") || process.stderr.write(`  ${message}\n`);
  const opa = await findOpa({ onProgress: tell });
  return `${opa.version} (${opa.source})`;
}

/** Makes the checkout ready to run; safe to call again. */
export async function setup() {
  checkNode();
  await step("Installing packages", install);
  await step("Building", build);
  await step("Looking for OPA", prepareOpa);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup().catch(fail);
