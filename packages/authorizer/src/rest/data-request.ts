import type { Json } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";

/** A question by OPA's data API. */
export interface DataRequest {
  readonly kind: "asked";
  /** Such as `istio/authz/allow`. */
  readonly path: string;
  /** Absent when none was given. */
  readonly input?: Json;
  /** Whether it came by `POST /`: the input is the whole body, and the answer the bare result. */
  readonly isDefault: boolean;
}

export interface RefusedRequest {
  readonly kind: "refused";
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The decision of `POST /`, which OPA's configuration calls the default one. */
const defaultPath = "system/main";

/** Reads a request of the data API, as OPA's "REST API" describes it. */
export function dataRequest(method: string, url: URL, body: string): DataRequest | RefusedRequest {
  if (method === "POST" && url.pathname === "/") {
    const input = parsed(body);
    return input.kind === "refused" ? input : { ...input, kind: "asked", path: defaultPath, isDefault: true };
  }
  const path = dataPath(url.pathname);
  if (path === undefined) return refused(404, "resource_not_found", "there is only /v1/data, / and /health");
  switch (method) {
    case "GET": {
      const given = url.searchParams.get("input");
      const input = given === null ? ({ kind: "read" } as const) : parsed(given);
      return input.kind === "refused" ? input : { ...input, kind: "asked", path, isDefault: false };
    }
    case "POST": {
      if (body.trim() === "") return { kind: "asked", path, isDefault: false };
      const document = parsed(body);
      if (document.kind === "refused") return document;
      const { input: whole } = document;
      if (typeof whole !== "object" || whole === null || Array.isArray(whole)) {
        return refused(400, "invalid_parameter", "the body is no JSON object with an input");
      }
      const input = Object.hasOwn(whole, "input") ? Reflect.get(whole, "input") : undefined;
      return { kind: "asked", path, isDefault: false, ...(input === undefined ? {} : { input }) };
    }
    default:
      return refused(405, "method_not_allowed", `${method} is not among GET and POST`);
  }
}

function dataPath(pathname: string): string | undefined {
  const found = /^\/v1\/data(?:\/(.*))?$/.exec(pathname);
  if (found === null) return undefined;
  try {
    const parts = (found[1] ?? "").split("/").map((part) => decodeURIComponent(part));
    // A part with a slash in it cannot be told from two.
    return parts.some((part) => part.includes("/"))
      ? undefined
      : parts.filter((part) => part !== "").join("/");
  } catch {
    return undefined;
  }
}

function parsed(text: string): { readonly kind: "read"; readonly input?: Json } | RefusedRequest {
  if (text.trim() === "") return { kind: "read" };
  try {
    return { kind: "read", input: parseJson(text) };
  } catch {
    return refused(400, "invalid_parameter", "the body is no JSON");
  }
}

function refused(status: number, code: string, message: string): RefusedRequest {
  return { kind: "refused", status, code, message };
}
