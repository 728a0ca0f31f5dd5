import { describe, expect, it } from "vitest";
import { imageReference } from "../src/image.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("imageReference", () => {
  it.each([
    ["nginx", { registry: "docker.io", repository: "library/nginx" }],
    ["docker.io/nginx:1", { registry: "docker.io", repository: "library/nginx", tag: "1" }],
    ["example/app", { registry: "docker.io", repository: "example/app" }],
    ["my_team/app", { registry: "docker.io", repository: "my_team/app" }],
    ["localhost/app", { registry: "localhost", repository: "app" }],
    ["registry:5000/app:v1", { registry: "registry:5000", repository: "app", tag: "v1" }],
    [`ghcr.io/a/b/c:1.2@${digest}`, { registry: "ghcr.io", repository: "a/b/c", tag: "1.2", digest }],
  ])("takes %s apart", (text, parts) => expect(imageReference(text)).toEqual(parts));

  it.each([
    "",
    "NGINX",
    "ghcr.io/",
    "a//b",
    "app:",
    "app:a b",
    "app@sha256:abc",
    "-app",
    "https://ghcr.io/app",
    "a".repeat(300),
  ])("is undefined for %j", (text) => expect(imageReference(text)).toBeUndefined());
});
