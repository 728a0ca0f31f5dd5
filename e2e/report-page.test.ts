import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChromium } from "./chromium.ts";
import { root, run } from "./workspace.ts";

const recorded = join(root, "packages", "policy-diff", "test", "recorded");

let folder: string;
let browser: Browser;
let report: string;
let hostile: string;

/** Makes a page with the built command line. */
async function makePage(cwd: string, name: string, args: readonly string[]): Promise<string> {
  const file = join(folder, name);
  const bin = join(root, "packages", "cli", "bin", "bylaw.js");
  const result = await run(
    process.execPath,
    [bin, "diff", ...args, "--min-comparable", "10", "--format", "html", "--output", file],
    { cwd },
  );
  expect(result.status, result.stderr).toBe(0);
  return pathToFileURL(file).href;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bylaw-page-"));
  browser = await startChromium();
  report = await makePage(recorded, "report.html", [
    ...["--base", "base.rego", "--head", "head.rego"],
    ...["--decisions", "decisions.ndjson", "upload-000.json.gz", "upload-001.json.gz"],
  ]);
  hostile = await makePage(await hostileFolder(), "hostile.html", [
    ...["--base", "base", "--head", "head"],
    ...["--decisions", "*.ndjson"],
  ]);
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const attacks = [
  "</script><script>globalThis.reached = 1</script>",
  "<img src=x onerror='globalThis.reached = 1'>",
  "\"><svg onload='globalThis.reached = 1'>",
  "<iframe srcdoc='<script>parent.reached = 1</script>'></iframe>",
  "javascript:globalThis.reached=1",
  "<!-- \u202e\u2028 --><base href='https://evil.example/'>",
];

/** Policies and a log in which titles, literals, names of files, ids and keys are attacks. */
async function hostileFolder(): Promise<string> {
  const cwd = join(folder, "hostile");
  const rules = (answer: boolean) =>
    attacks.map(
      (text, index) =>
        `# METADATA\n# title: ${JSON.stringify(text)}\nallow if {\n\tinput.kind == ${JSON.stringify(text)}\n\tinput[${JSON.stringify(text)}] == ${index}\n\t${answer}\n}\n`,
    );
  for (const [side, answer] of [
    ["base", false],
    ["head", true],
  ] as const) {
    await mkdir(join(cwd, side), { recursive: true });
    await writeFile(
      join(cwd, side, "<b onmouseover=x>.rego"),
      `package t\n\ndefault allow := false\n\n${rules(answer).join("\n")}`,
    );
  }
  const events = attacks.map((text, index) =>
    JSON.stringify({
      decision_id: text,
      path: "t/allow",
      input: { kind: text, [text]: index },
      result: false,
      timestamp: `2026-11-23T0${index}:00:00Z`,
      labels: { version: text },
      bundles: { [text]: { revision: text } },
    }),
  );
  await writeFile(
    join(cwd, "'><img src=x onerror=reached=1>.ndjson"),
    `${events.join("\n")}\nno event ${attacks[0]}\n`,
  );
  return cwd;
}

interface Opened {
  readonly page: Page;
  /** What a page must not do: ask for anything, or complain. */
  readonly complaints: string[];
}

async function open<T>(
  url: string,
  options: BrowserContextOptions,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, ...options });
  const complaints: string[] = [];
  context.on("request", (request) => {
    if (request.url().split("#")[0] !== url.split("#")[0]) complaints.push(`request ${request.url()}`);
  });
  context.on("console", (message) => complaints.push(`${message.type()} ${message.text()}`));
  context.on("weberror", (error) => complaints.push(String(error.error())));
  try {
    const page = await context.newPage();
    await page.goto(url);
    return await use({ page, complaints });
  } finally {
    await context.close();
  }
}

const shownPages = (page: Page) =>
  page
    .locator(".group-page")
    .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map(({ id }) => id));
const visibleViews = (page: Page) =>
  page.locator(".view:visible").evaluateAll((all) => all.map(({ id }) => id));
const shownRows = (page: Page) =>
  page.locator("#group-list > li").evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);

describe("the page of a report", () => {
  it("opens from a file, asks for nothing and has nothing to complain of", () =>
    open(report, {}, async ({ page, complaints }) => {
      await page.waitForLoadState("networkidle");
      expect(await page.title()).toContain("base.rego → head.rego");
      for (const view of ["groups", "rules", "not-compared", "data", "about", "overview"]) {
        await page.locator(`nav a[href="#${view}"]`).click();
        await expect.poll(() => visibleViews(page)).toEqual([view]);
      }
      expect(complaints).toEqual([]);
      expect((await readFile(new URL(report))).length).toBeLessThan(5_000_000);
    }));

  it("filters its groups", () =>
    open(`${report}#groups`, {}, async ({ page }) => {
      const all = await shownRows(page);
      const grants = await page.locator("#group-list .kind.grant").count();
      expect(grants).toBeGreaterThan(0);
      expect(grants).toBeLessThan(all);
      await page.getByLabel("Change", { exact: true }).selectOption("grant");
      expect(await shownRows(page)).toBe(grants);
      expect(await page.locator(".facets output").textContent()).toBe(`${grants} of ${all} groups`);
      await page.getByLabel("Find").fill("nothing is called this");
      expect(await shownRows(page)).toBe(0);
      await page.getByRole("button", { name: "Clear" }).click();
      expect(await shownRows(page)).toBe(all);
    }));

  it("opens the group and the event that its address names", async () => {
    const ids = await open(`${report}#groups`, {}, ({ page }) =>
      page.locator(".group-page").evaluateAll((all) => all.map(({ id }) => id)),
    );
    const wanted = ids.at(-1) ?? "";
    const event = await open(report, {}, ({ page }) =>
      page.locator(".event").evaluateAll((all) => all.map(({ id }) => id).find((id) => id.endsWith("&e=2"))),
    );
    await open(`${report}#${wanted}`, {}, async ({ page }) => {
      await expect.poll(() => shownPages(page)).toEqual([wanted]);
    });
    await open(`${report}#${event}`, {}, async ({ page }) => {
      await expect.poll(() => shownPages(page)).toEqual([event?.split("&")[0]]);
      const named = page.locator(`[id="${event}"]`);
      expect(await named.getAttribute("open")).not.toBeNull();
      await expect
        .poll(() => named.evaluate((one) => one.getBoundingClientRect().top < innerHeight))
        .toBe(true);
    });
  });

  it("is gone through with the keyboard", () =>
    open(report, {}, async ({ page }) => {
      const [first, second] = await page.locator(".group-page").evaluateAll((all) => all.map(({ id }) => id));
      for (const [key, group] of [
        ["j", first],
        ["j", second],
        ["k", first],
      ] as const) {
        await page.keyboard.press(key);
        await expect.poll(() => shownPages(page)).toEqual([group]);
      }
      await page.keyboard.press("/");
      await expect
        .poll(() => page.getByLabel("Find").evaluate((one) => one === document.activeElement))
        .toBe(true);
      await page.keyboard.type("zzz");
      expect(await shownRows(page)).toBe(0);
      await page.keyboard.press("Escape");
      await page.keyboard.press("3");
      await expect.poll(() => visibleViews(page)).toEqual(["rules"]);
      await page.keyboard.press("?");
      expect(await page.locator("dialog").isVisible()).toBe(true);
    }));

  it("is whole without its script, and when it is printed", async () => {
    const all = await open(report, { javaScriptEnabled: false }, async ({ page }) => {
      for (const view of await page.locator(".view").all()) expect(await view.isVisible()).toBe(true);
      return page.locator(".group-page:visible").count();
    });
    expect(all).toBeGreaterThan(1);
    await open(report, {}, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      expect(await page.locator(".group-page:visible").count()).toBe(all);
      expect(await page.locator("nav").isVisible()).toBe(false);
    });
  });

  it("fits a narrow window", () =>
    open(`${report}#groups`, { viewport: { width: 360, height: 700 } }, async ({ page }) => {
      for (const hash of [
        "overview",
        "groups",
        "rules",
        "not-compared",
        "about",
        (await page.locator(".group-page").first().getAttribute("id")) ?? "",
      ]) {
        await page.goto(`${report}#${hash}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(
          360,
        );
      }
    }));

  it.each(["light", "dark"] as const)("can be read in %s", (colorScheme) =>
    open(`${report}#groups`, { colorScheme }, async ({ page }) => {
      const contrasts = await page.evaluate(() => {
        const parts = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
        const light = (colour: string) => {
          const [red = 0, green = 0, blue = 0] = parts(colour).map((part) =>
            part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const ground = (one: Element | null): string => {
          if (one === null) return "rgb(255, 255, 255)";
          const { backgroundColor } = getComputedStyle(one);
          return parts(backgroundColor)[3] === 0 ? ground(one.parentElement) : backgroundColor;
        };
        const texts = [...document.querySelectorAll("body *")].filter(
          (one) =>
            one.checkVisibility() &&
            [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
        );
        return texts.map((one) => {
          const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
          return {
            text: one.textContent?.slice(0, 40),
            ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
          };
        });
      });
      expect(contrasts.length).toBeGreaterThan(50);
      // The least that WCAG 2.1 asks of text.
      expect(contrasts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    }),
  );
});

describe("hostile texts", () => {
  it("are shown, and do nothing", () =>
    open(hostile, {}, async ({ page, complaints }) => {
      const links = await page
        .locator("a")
        .evaluateAll((all) => all.map((one) => one.getAttribute("href") ?? ""));
      expect(links.filter((href) => !href.startsWith("#"))).toEqual([]);
      const drawn = await page
        .locator(".hours svg > rect.grant")
        .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height > 10).length);
      expect(drawn).toBe(attacks.length);
      for (const target of new Set(links)) await page.goto(`${hostile}${target}`);
      const text = await page.locator("body").evaluate((body) => body.textContent ?? "");
      expect(text).toContain(attacks[0]);
      expect(text).toContain(attacks[1]);
      expect(await page.locator("img, iframe, base, svg:not(.bar):not(.hours svg)").count()).toBe(0);
      expect(await page.locator("script").count()).toBe(2);
      expect(await page.evaluate(() => Reflect.get(globalThis, "reached"))).toBeUndefined();
      expect(complaints).toEqual([]);
    }));

  it("could not run if they were markup: the page's policy holds", () =>
    open(hostile, {}, async ({ page }) => {
      const sent: string[] = [];
      page.on("response", (response) => sent.push(response.url()));
      page.on("requestfailed", (request) => sent.push(request.failure()?.errorText ?? request.url()));
      const violations = await page.evaluate(async () => {
        const found: string[] = [];
        addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
          found.push(effectiveDirective),
        );
        const holder = document.createElement("div");
        holder.innerHTML =
          "<img src='https://evil.example/x.png' onerror='reached = 1'><p style='color: red'>x</p>";
        const script = document.createElement("script");
        script.textContent = "reached = 1";
        document.body.append(holder, script);
        await fetch("https://evil.example/").catch(() => undefined);
        await new Promise((done) => setTimeout(done, 300));
        return found;
      });
      for (const directive of ["img-src", "script-src-elem", "style-src-attr", "connect-src"])
        expect(violations).toContain(directive);
      expect(await page.evaluate(() => Reflect.get(globalThis, "reached"))).toBeUndefined();
      // Chromium names the request that it did not make.
      expect(sent.filter((what) => what !== "csp")).toEqual([]);
    }));
});
