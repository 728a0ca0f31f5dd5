// Posts the comment that another job computed. Run on GitHub by the event `workflow_run`, on GitLab in a job of its own.
import { readFile } from "node:fs/promises";
import { Outdated, Refused, readComment } from "./artefact.mjs";
import { clientOf } from "./client.mjs";
import { githubComments, pullRequestOf } from "./github.mjs";
import { gitlabNotes } from "./gitlab.mjs";
import { postComment } from "./post.mjs";

/** @param {string} name */
function needed(name) {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Refused(`${name} is not set`);
  return value;
}

async function onGithub(folder) {
  const event = JSON.parse(await readFile(needed("GITHUB_EVENT_PATH"), "utf8"));
  const run = event.workflow_run;
  if (run?.event !== "pull_request") throw new Outdated("the run was not for a pull request");
  const repository = needed("GITHUB_REPOSITORY");
  const call = clientOf({
    url: needed("GITHUB_API_URL"),
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${needed("BYLAW_TOKEN")}`,
      "user-agent": "bylaw",
      "x-github-api-version": "2022-11-28",
    },
  });
  const comment = await readComment(folder, String(run.head_sha));
  const number = await pullRequestOf(call, {
    repository,
    headOwner: String(run.head_repository?.owner?.login),
    headBranch: String(run.head_branch),
    headCommit: String(run.head_sha),
  });
  const author = process.env.BYLAW_AUTHOR || "github-actions[bot]";
  return postComment(githubComments(call, { repository, number, author }), comment);
}

async function onGitlab(folder) {
  const call = clientOf({
    url: needed("CI_API_V4_URL"),
    headers: { "private-token": needed("BYLAW_TOKEN"), "user-agent": "bylaw" },
  });
  // In a pipeline for merged results, CI_COMMIT_SHA is the merge.
  const commit = process.env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || needed("CI_COMMIT_SHA");
  const comment = await readComment(folder, commit);
  const place = { project: needed("CI_PROJECT_ID"), mergeRequest: Number(needed("CI_MERGE_REQUEST_IID")) };
  return postComment(await gitlabNotes(call, place), comment);
}

try {
  const folder = needed("BYLAW_COMMENTS");
  const done = process.env.GITLAB_CI === "true" ? await onGitlab(folder) : await onGithub(folder);
  console.log(`bylaw: ${done}`);
} catch (error) {
  console.error(`bylaw: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = error instanceof Outdated ? 0 : 1;
}
