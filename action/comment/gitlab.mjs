// Notes of a merge request, by GitLab's REST API (https://docs.gitlab.com/api/notes/).
const perPage = 100;
const maxPages = 50;

/**
 * @param {ReturnType<import("./client.mjs").clientOf>} call
 * @param {{ project: string, mergeRequest: number }} place
 * @returns {Promise<import("./post.mjs").Comments>} of the user whom the token belongs to
 */
export async function gitlabNotes(call, { project, mergeRequest }) {
  const notes = `/projects/${encodeURIComponent(project)}/merge_requests/${mergeRequest}/notes`;
  const self = await call("GET", "/user");
  return {
    async *list() {
      for (let page = 1; page <= maxPages; page++) {
        const query = `?per_page=${perPage}&page=${page}&sort=asc&order_by=created_at`;
        const found = await call("GET", `${notes}${query}`);
        for (const { id, body, author, system } of found)
          if (author?.id === self.id && system !== true) yield { id, body: String(body ?? "") };
        if (found.length < perPage) return;
      }
    },
    create: (body) => call("POST", notes, { body }),
    update: (id, body) => call("PUT", `${notes}/${id}`, { body }),
    isTooLong: ({ status, said }) => (status === 400 || status === 422) && /too (long|big)/i.test(said),
    missingRight: "the token may not write notes: it needs the scope `api` and the role Reporter",
  };
}
