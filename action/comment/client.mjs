// Requests to an API, tried again a bounded number of times.

const attempts = 4;
const longestWaitMs = 60_000;
const timeoutMs = 30_000;
const maxAnswer = 20 * 1024 * 1024;

/** An answer other than success. */
export class ApiError extends Error {
  name = "ApiError";
  /** @param {number} status @param {string} said */
  constructor(status, said) {
    super(`the API answered ${status}: ${plain(said)}`);
    this.status = status;
    this.said = said;
  }
}

/**
 * @param {{ url: string, headers: Record<string, string>, wait?: (ms: number) => Promise<void> }} options
 * @returns {(method: string, path: string, body?: object) => Promise<unknown>} the JSON of the answer
 */
export function clientOf({ url, headers, wait = (ms) => new Promise((done) => setTimeout(done, ms)) }) {
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const { status, text, retryMs } = await send(`${url}${path}`, method, headers, body);
      if (status >= 200 && status < 300) return text === "" ? undefined : JSON.parse(text);
      // A comment may have been made although the answer got lost; whoever calls looks again before a second one.
      const again = retryMs !== undefined || (method !== "POST" && (status === 0 || status >= 500));
      if (!again || attempt >= attempts) throw new ApiError(status, text);
      await wait(Math.min(longestWaitMs, retryMs ?? 500 * 2 ** attempt));
    }
  };
}

async function send(url, method, headers, body) {
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: "application/json", "content-type": "application/json", ...headers },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = (await response.text()).slice(0, maxAnswer);
    return { status: response.status, text, retryMs: retryAfter(response, text) };
  } catch (error) {
    return { status: 0, text: error instanceof Error ? error.message : String(error), retryMs: undefined };
  }
}

/** Both limits of GitHub answer 403 or 429; GitLab answers 429. A 403 without a word of a limit is a missing right. */
function retryAfter({ status, headers }, text) {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  if (headers.get("x-ratelimit-remaining") === "0" && Number.isFinite(reset))
    return Math.max(0, reset * 1000 - Date.now());
  return status === 429 || /rate limit/i.test(text) ? 1000 : undefined;
}

/** What an API says, on one line that is no command to a runner. */
function plain(text) {
  return text
    .slice(0, 300)
    .replace(/[^\x20-\x7e]+/g, " ")
    .replaceAll("::", ": :")
    .replaceAll("##[", "# #[");
}
