import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";
import { run } from "./workspace.ts";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/**
 * Starts a headless Chromium with a profile of its own that asks nothing of the network.
 *
 * @throws when there is none and none can be installed; the message says what to do
 */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** `BYLAW_CHROMIUM`, or the usual places; on Debian, root gets it from there. */
async function findChromium(): Promise<string> {
  const given = process.env.BYLAW_CHROMIUM;
  if (given !== undefined) return given;
  const found = () => places.find((place) => existsSync(place));
  const installed = found();
  if (installed !== undefined) return installed;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], { env });
    const result = await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
    const now = found();
    if (now !== undefined) return now;
    throw new Error(`Chromium could not be installed: ${result.stderr.trim().slice(-500)}`);
  }
  throw new Error(
    "The tests of the HTML report need Chromium: install it, or set BYLAW_CHROMIUM to its path.",
  );
}
