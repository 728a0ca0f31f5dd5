import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Answer, type Asked, pullRequest, type Stored, standIn } from "./stand-in.ts";

const main = fileURLToPath(new URL("../comment/main.mjs", import.meta.url));
const sha = "0123456789abcdef0123456789abcdef01234567";
const marker = "<!-- bylaw:diff v1 key=authz head=0123456789ab -->";
const text = `${marker}\n\n### Bylaw: 3 recorded decisions would be newly allowed\n`;
const mine = "github-actions[bot]";

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "bylaw-comment-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

interface Finished {
  readonly status: number;
  readonly said: string;
}

function node(env: Readonly<Record<string, string>>): Promise<Finished> {
  return new Promise((done) => {
    execFile(process.execPath, [main], { env, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : Number(error.code ?? 99), said: stdout + stderr }),
    );
  });
}

const run = (members: Readonly<Record<string, unknown>> = {}) => ({
  workflow_run: {
    event: "pull_request",
    head_sha: sha,
    head_branch: "topic/guests",
    head_repository: { owner: { login: "contributor" } },
    ...members,
  },
});

/** Runs the step as the action does, against an API of our own. */
async function onGithub(
  answer: (asked: Asked) => Answer,
  files: Readonly<Record<string, string>> = { "comment-1.md": text },
  event: object = run(),
): Promise<Finished & { readonly asked: readonly Asked[] }> {
  const { url, asked } = await standIn(answer);
  const comments = folder(files);
  const events = folder({ "event.json": JSON.stringify(event) });
  const finished = await node({
    BYLAW_TOKEN: "token",
    BYLAW_COMMENTS: comments,
    GITHUB_API_URL: url,
    GITHUB_EVENT_PATH: join(events, "event.json"),
    GITHUB_REPOSITORY: "acme/authz",
  });
  return { ...finished, asked };
}

const written = (asked: readonly Asked[]) =>
  asked.filter(({ method }) => method !== "GET").map(({ method }) => method);

describe("on GitHub", () => {
  test("a comment is made once and updated in place", async () => {
    const comments: Stored[] = [];
    const first = await onGithub(pullRequest(comments));
    expect(first).toMatchObject({ status: 0, said: "bylaw: created\n" });
    expect(first.asked[0]?.query.get("head")).toBe("contributor:topic/guests");
    expect(first.asked[0]?.headers.authorization).toBe("Bearer token");
    expect(await onGithub(pullRequest(comments))).toMatchObject({ said: "bylaw: unchanged\n" });
    const newer = { "comment-1.md": text.replace("3 recorded", "4 recorded") };
    expect(await onGithub(pullRequest(comments), newer)).toMatchObject({ said: "bylaw: updated\n" });
    expect(comments).toMatchObject([{ body: newer["comment-1.md"] }]);
  });

  test("ours is found on a later page, among others with our marker and of other keys", async () => {
    const others: Stored[] = Array.from({ length: 250 }, (_, index) => ({
      id: index + 1,
      body: index % 2 === 0 ? text : `talk\n${marker}`,
      login: "somebody",
    }));
    const other = { id: 251, body: text.replace("key=authz", "key=orders"), login: mine };
    const ours = { id: 252, body: text.replace("3", "9").replaceAll("\n", "\r\n"), login: mine };
    const comments = [...others, other, ours];
    const done = await onGithub(pullRequest(comments));
    expect(done).toMatchObject({ status: 0, said: "bylaw: updated\n" });
    expect(written(done.asked)).toEqual(["PATCH"]);
    expect(ours.body).toBe(text);
    expect(other.body).toContain("key=orders");
  });

  test("what is too long is tried in its next length, with its marker", async () => {
    const comments: Stored[] = [];
    const files = {
      "comment-1.md": `${text}${"x".repeat(5_000)}`,
      "comment-2.md": `${text}${"x".repeat(2_000)}`,
      "comment-3.md": `${text}short`,
    };
    expect(await onGithub(pullRequest(comments, { limit: 1_000 }), files)).toMatchObject({ status: 0 });
    expect(comments.map(({ body }) => body)).toEqual([files["comment-3.md"]]);
    const never = await onGithub(pullRequest([], { limit: 10 }), files);
    expect(never).toMatchObject({ status: 1 });
    expect(written(never.asked)).toEqual(["POST", "POST", "POST"]);
  });

  test("nothing is said where nothing changed, but an older comment is updated", async () => {
    const quiet = {
      "comment-1.md": `${marker}\n<!-- bylaw:only-update -->\n\n### Bylaw: no recorded decision changes\n`,
    };
    const comments: Stored[] = [];
    expect(await onGithub(pullRequest(comments), quiet)).toMatchObject({
      status: 0,
      said: "bylaw: nothing to say\n",
    });
    expect(comments).toEqual([]);
    comments.push({ id: 1, body: text, login: mine });
    expect(await onGithub(pullRequest(comments), quiet)).toMatchObject({ said: "bylaw: updated\n" });
    expect(comments[0]?.body).toContain("no recorded decision changes");
  });

  test.each([
    ["a newer push", { sha: "f".repeat(40) }, 0, "no open pull request has"],
    ["a closed pull request", { pulls: [] }, 0, "no open pull request has"],
    [
      "several pull requests of the same head",
      {
        pulls: [
          { number: 7, head: { sha } },
          { number: 8, head: { sha } },
        ],
      },
      1,
      "several open pull requests",
    ],
  ])("%s is not commented", async (_, options, status, message) => {
    const done = await onGithub(pullRequest([], options));
    expect(done).toMatchObject({ status, said: expect.stringContaining(message) });
    expect(written(done.asked)).toEqual([]);
  });

  test.each([
    ["no file", {}, "holds no comment"],
    ["no marker", { "comment-1.md": "hello" }, "does not begin with its marker"],
    ["a marker further down", { "comment-1.md": `hello\n${text}` }, "does not begin with its marker"],
    ["a second marker", { "comment-1.md": `${text}<!-- bylaw:diff v1 key=x -->` }, "a second marker"],
    [
      "another commit",
      { "comment-1.md": text.replace("0123456789ab", "ffffffffffff") },
      "is for ffffffffffff",
    ],
    ["a commit of few digits", { "comment-1.md": text.replace("0123456789ab", "0") }, "with its marker"],
    [
      "lengths with different keys",
      { "comment-1.md": text, "comment-2.md": text.replace("authz", "b") },
      "with its marker",
    ],
    ["too many characters", { "comment-1.md": `${text}${"x".repeat(60_000)}` }, "characters"],
    ["too many bytes", { "comment-1.md": `${text}${"x".repeat(300_000)}` }, "too long"],
  ])("an artefact is refused with %s", async (_, files, message) => {
    const done = await onGithub(pullRequest([]), files);
    expect(done).toMatchObject({ status: 1, said: expect.stringContaining(message) });
    expect(done.asked).toEqual([]);
  });

  test("a link in the artefact is not followed", async () => {
    const { url, asked } = await standIn(pullRequest([]));
    const secret = folder({ "secret.md": text });
    const comments = folder({});
    symlinkSync(join(secret, "secret.md"), join(comments, "comment-1.md"));
    const events = folder({ "event.json": JSON.stringify(run()) });
    const done = await node({
      BYLAW_TOKEN: "token",
      BYLAW_COMMENTS: comments,
      GITHUB_API_URL: url,
      GITHUB_EVENT_PATH: join(events, "event.json"),
      GITHUB_REPOSITORY: "acme/authz",
    });
    expect(done).toMatchObject({ status: 1, said: expect.stringContaining("is no file") });
    expect(asked).toEqual([]);
  });

  test("a run that was for no pull request is passed over", async () => {
    const done = await onGithub(pullRequest([]), { "comment-1.md": text }, run({ event: "push" }));
    expect(done).toMatchObject({ status: 0, said: "bylaw: the run was not for a pull request\n" });
  });

  test("a missing right is named, and not tried again", async () => {
    const forbidden = (asked: Asked): Answer =>
      asked.method === "POST"
        ? { status: 403, body: { message: "Resource not accessible by integration ::error::x" } }
        : pullRequest([])(asked);
    const done = await onGithub(forbidden);
    expect(done).toMatchObject({ status: 1, said: expect.stringContaining("pull-requests: write") });
    expect(done.said).not.toContain("::error");
    expect(written(done.asked)).toEqual(["POST"]);
  });

  test.each([
    ["a rate limit", { status: 429, headers: { "retry-after": "0" } }],
    [
      "a second rate limit",
      { status: 403, headers: { "retry-after": "0" }, body: { message: "secondary rate limit" } },
    ],
    [
      "a limit that is over",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" } },
    ],
  ])("%s is waited for, a bounded number of times", async (_, limit) => {
    let left = 2;
    const comments: Stored[] = [];
    const limited = (asked: Asked): Answer => (left-- > 0 ? limit : pullRequest(comments)(asked));
    expect(await onGithub(limited)).toMatchObject({ status: 0, said: "bylaw: created\n" });
    const always = await onGithub(() => limit);
    expect(always.status).toBe(1);
    expect(always.asked).toHaveLength(4);
  });

  test.each([
    ["made, but the answer was lost", true, "bylaw: updated\n", "bylaw: unchanged\n"],
    ["not made", false, "bylaw: created\n", "bylaw: created\n"],
  ])("a comment is not made twice: %s", async (_, made, ...says) => {
    for (const failure of [{ status: 502 }, { status: 0, cut: true }]) {
      let failed = false;
      const comments: Stored[] = [];
      const done = await onGithub((asked) => {
        if (asked.method !== "POST" || failed) return pullRequest(comments)(asked);
        failed = true;
        if (made) pullRequest(comments)(asked);
        return failure;
      });
      expect(done.status).toBe(0);
      expect(says).toContain(done.said);
      expect(comments).toHaveLength(1);
    }
  });
});

describe("on GitLab", () => {
  const gitlab =
    (notes: { id: number; body: string; author: number; system?: boolean }[]) =>
    ({ method, path, query, body, headers }: Asked): Answer => {
      if (headers["private-token"] !== "token") return { status: 401, body: { message: "401 Unauthorized" } };
      if (path === "/user") return { status: 200, body: { id: 5 } };
      const base = "/projects/42/merge_requests/9/notes";
      if (method === "GET" && path === base) {
        const size = Number(query.get("per_page"));
        const page = notes.slice((Number(query.get("page")) - 1) * size).slice(0, size);
        return {
          status: 200,
          body: page.map(({ author, ...note }) => ({ ...note, author: { id: author } })),
        };
      }
      if (method === "POST" && path === base) {
        notes.push({ id: notes.length + 1, body: String(body?.body), author: 5 });
        return { status: 201, body: {} };
      }
      const note = notes.find(({ id }) => path === `${base}/${id}`);
      if (method !== "PUT" || note === undefined) return { status: 404 };
      note.body = String(body?.body);
      return { status: 200, body: {} };
    };

  test("a note is found by marker and author, and updated in place", async () => {
    const notes: { id: number; body: string; author: number; system?: boolean }[] = Array.from(
      { length: 130 },
      (_, index) => ({ id: index + 1, body: text, author: 6 }),
    );
    const { url } = await standIn(gitlab(notes));
    const comments = folder({ "comment-1.md": text });
    const env = {
      BYLAW_TOKEN: "token",
      BYLAW_COMMENTS: comments,
      CI_API_V4_URL: url,
      CI_COMMIT_SHA: "f".repeat(40),
      CI_MERGE_REQUEST_IID: "9",
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: sha,
      CI_PROJECT_ID: "42",
      GITLAB_CI: "true",
    };
    expect(await node(env)).toMatchObject({ status: 0, said: "bylaw: created\n" });
    writeFileSync(join(comments, "comment-1.md"), text.replace("3 recorded", "4 recorded"));
    expect(await node(env)).toMatchObject({ status: 0, said: "bylaw: updated\n" });
    expect(notes).toHaveLength(131);
    expect(notes[130]?.body).toContain("4 recorded");
    expect(await node({ ...env, BYLAW_TOKEN: "other" })).toMatchObject({
      status: 1,
      said: expect.stringContaining("401"),
    });
  });
});
