// One comment for each key: made once, then updated in place.
import { markerOf, Refused } from "./artefact.mjs";
import { ApiError } from "./client.mjs";

/**
 * @typedef {{ id: number, body: string }} Comment
 * @typedef {{
 *   list(): AsyncIterable<Comment>,
 *   create(body: string): Promise<unknown>,
 *   update(id: number, body: string): Promise<unknown>,
 *   isTooLong(error: ApiError): boolean,
 *   missingRight: string,
 * }} Comments comments of our own author alone; somebody else's could carry our marker
 */

/**
 * Posts a comment, or updates the one that is there. What is refused as too long is tried in its next length.
 *
 * @param {Comments} comments
 * @param {Awaited<ReturnType<import("./artefact.mjs").readComment>>} comment
 * @returns {Promise<"created" | "updated" | "unchanged" | "nothing to say">}
 * @throws {Refused} when it cannot be posted
 */
export async function postComment(comments, { key, bodies, onlyUpdate }) {
  try {
    for (const [index, body] of bodies.entries()) {
      try {
        return await postBody(comments, key, body, onlyUpdate);
      } catch (error) {
        const isLast = index === bodies.length - 1;
        if (!(error instanceof ApiError) || !comments.isTooLong(error) || isLast) throw error;
      }
    }
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403))
      throw new Refused(`${comments.missingRight} (${error.message})`);
    throw error;
  }
  throw new Refused("there is nothing to post");
}

async function postBody(comments, key, body, onlyUpdate) {
  const before = await find(comments, key);
  if (before !== undefined) return update(comments, before, body);
  if (onlyUpdate) return "nothing to say";
  try {
    await comments.create(body);
    return "created";
  } catch (error) {
    // Not made, or made without an answer: which of them, only the list can say.
    if (!(error instanceof ApiError) || (error.status !== 0 && error.status < 500)) throw error;
    const made = await find(comments, key);
    if (made !== undefined) return update(comments, made, body);
    await comments.create(body);
    return "created";
  }
}

async function update(comments, before, body) {
  if (before.body.replaceAll("\r\n", "\n").trim() === body.trim()) return "unchanged";
  await comments.update(before.id, body);
  return "updated";
}

/** The oldest, should there be several. */
async function find(comments, key) {
  for await (const comment of comments.list()) if (markerOf(comment.body)?.key === key) return comment;
  return undefined;
}
