import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { root, run } from "./workspace.ts";

export interface SparkEnvironment {
  /** A Python that has PySpark. */
  readonly python: string;
  /** With Java in it. */
  readonly env: NodeJS.ProcessEnv;
}

/** The oldest that Spark 4 runs on. */
const oldestJava = 17;

/**
 * Python with PySpark, in the cache folder, and Java. Both are got when they are not there: PySpark from PyPI, Java on
 * Debian, by root, from there.
 *
 * @throws when one of them cannot be had; the message says what to do
 */
export async function sparkEnvironment(): Promise<SparkEnvironment> {
  const env = { ...process.env };
  if (!(await hasJava(env))) await installJava(env);
  return { python: await pythonWithSpark(), env };
}

async function hasJava(env: NodeJS.ProcessEnv): Promise<boolean> {
  const java = env.JAVA_HOME === undefined ? "java" : join(env.JAVA_HOME, "bin", "java");
  const told = await run(java, ["-version"], { env }).catch(() => undefined);
  const version = /version "(\d+)/.exec(told?.stderr ?? "")?.[1];
  return version !== undefined && Number(version) >= oldestJava;
}

async function installJava(env: NodeJS.ProcessEnv): Promise<void> {
  const wanted = `Java ${oldestJava} or newer`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    throw new Error(`The tests on Spark need ${wanted}: install it, or set JAVA_HOME.`);
  const apt = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" } };
  await run("apt-get", ["update"], apt);
  const result = await run(
    "apt-get",
    ["install", "-y", "--no-install-recommends", "default-jre-headless"],
    apt,
  );
  // One that is too old may be named by it.
  delete env.JAVA_HOME;
  if (!(await hasJava(env)))
    throw new Error(`${wanted} could not be installed: ${result.stderr.trim().slice(-500)}`);
}

async function pythonWithSpark(): Promise<string> {
  const requirements = join(root, "integrations/spark/requirements.txt");
  const version = /^pyspark==(\S+)$/m.exec(await readFile(requirements, "utf8"))?.[1];
  if (version === undefined) throw new Error("requirements.txt names no version of pyspark");
  const cache = process.env.BYLAW_CACHE ?? join(homedir(), ".cache", "bylaw");
  const folder = join(cache, `pyspark-${version}`);
  const python = join(folder, "bin", "python");
  if (existsSync(python)) return python;
  await mkdir(cache, { recursive: true });
  const part = `${folder}.${process.pid}.part`;
  for (const [program, args] of [
    ["python3", ["-m", "venv", part]],
    [join(part, "bin", "python"), ["-m", "pip", "install", "--quiet", "-r", requirements]],
  ] as const) {
    const { status, stderr } = await run(program, args);
    if (status === 0) continue;
    await rm(part, { recursive: true, force: true });
    throw new Error(`The tests on Spark need Python with PySpark ${version}: ${stderr.trim().slice(-500)}`);
  }
  // Its programs name the folder that it was made in; only its Python is used.
  await rename(part, folder);
  return python;
}
