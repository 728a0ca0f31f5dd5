// Comments of a pull request, by GitHub's REST API (https://docs.github.com/en/rest/issues/comments).
import { Outdated, Refused } from "./artefact.mjs";

const perPage = 100;
const maxPages = 50;

/**
 * Finds the pull request that a run of a workflow was for: the open one whose head is the branch and the commit of the
 * run. GitHub says both; the artefact is not asked.
 *
 * @param {ReturnType<import("./client.mjs").clientOf>} call
 * @param {{ repository: string, headOwner: string, headBranch: string, headCommit: string }} run
 * @returns {Promise<number>}
 */
export async function pullRequestOf(call, { repository, headOwner, headBranch, headCommit }) {
  const head = encodeURIComponent(`${headOwner}:${headBranch}`);
  const open = await call("GET", `/repos/${repository}/pulls?state=open&per_page=${perPage}&head=${head}`);
  const found = open.filter((pull) => pull.head?.sha === headCommit);
  if (found.length === 0) throw new Outdated(`no open pull request has ${headCommit} as its head any more`);
  if (found.length > 1) throw new Refused("several open pull requests have this head; none is commented");
  return found[0].number;
}

/**
 * @param {ReturnType<import("./client.mjs").clientOf>} call
 * @param {{ repository: string, number: number, author: string }} place
 * @returns {import("./post.mjs").Comments}
 */
export function githubComments(call, { repository, number, author }) {
  const comments = `/repos/${repository}/issues/${number}/comments`;
  return {
    async *list() {
      for (let page = 1; page <= maxPages; page++) {
        const found = await call("GET", `${comments}?per_page=${perPage}&page=${page}`);
        for (const { id, body, user } of found)
          if (user?.login === author) yield { id, body: String(body ?? "") };
        if (found.length < perPage) return;
      }
    },
    create: (body) => call("POST", comments, { body }),
    update: (id, body) => call("PATCH", `/repos/${repository}/issues/comments/${id}`, { body }),
    isTooLong: ({ status, said }) => status === 422 && /too long|maximum is/i.test(said),
    missingRight: "the token may not comment: the job needs `permissions: pull-requests: write`",
  };
}
