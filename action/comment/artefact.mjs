// What the other job left: the comment in a few lengths. Its author may be anyone, so nothing of it is believed
// but its form.
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const maxFiles = 10;
const maxCharacters = 60_000;
const markerForm = /^<!-- bylaw:diff v1 key=([A-Za-z0-9._/-]{1,100}) head=([0-9a-f]{12,64}) -->\n/;
const onlyUpdate = /^<!-- bylaw:only-update -->$/m;

/** A reason not to comment; the job fails with it. */
export class Refused extends Error {
  name = "Refused";
}

/** Nothing is wrong, but there is nothing to comment any more: a newer push, a pull request that is closed. */
export class Outdated extends Refused {
  name = "Outdated";
}

/**
 * @param {string} body of a comment
 * @returns {{ key: string, head: string } | undefined} what its marker says; undefined when it does not begin with one
 */
export function markerOf(body) {
  const found = markerForm.exec(body.replaceAll("\r\n", "\n"));
  return found === null ? undefined : { key: found[1], head: found[2] };
}

/**
 * Reads the comment and checks its size, marker and commit.
 *
 * @param {string} folder with `comment-1.md` (the longest) and so on
 * @param {string} commit the full id of the commit that the run was for
 * @returns {Promise<{ key: string, bodies: readonly string[], onlyUpdate: boolean }>}
 * @throws {Refused} when it is not what `bylaw diff --comments` writes
 */
export async function readComment(folder, commit) {
  const names = (await readdir(folder)).filter((name) => /^comment-\d\.md$/.test(name)).sort();
  if (names.length === 0 || names.length > maxFiles) throw new Refused("the artefact holds no comment");
  const bodies = [];
  for (const name of names) bodies.push(await bodyAt(join(folder, name)));
  const markers = bodies.map(markerOf);
  const [first] = markers;
  if (
    first === undefined ||
    markers.some((marker) => marker?.key !== first.key || marker.head !== first.head)
  )
    throw new Refused("the comment does not begin with its marker");
  if (!commit.startsWith(first.head))
    throw new Refused(`the comment is for ${first.head}, not for ${commit}`);
  if (bodies.some((body) => body.indexOf("<!-- bylaw:diff", 1) !== -1))
    throw new Refused("the comment has a second marker");
  return { key: first.key, bodies, onlyUpdate: onlyUpdate.test(bodies[0].split("\n")[1] ?? "") };
}

async function bodyAt(file) {
  const status = await lstat(file);
  // Four bytes for a character at most; a link could lead anywhere.
  if (!status.isFile() || status.size > maxCharacters * 4)
    throw new Refused("the comment is no file, or too long");
  const body = await readFile(file, "utf8");
  if (body.length > maxCharacters) throw new Refused(`the comment has ${body.length} characters`);
  return body;
}
