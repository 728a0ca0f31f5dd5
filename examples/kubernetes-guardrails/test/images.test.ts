import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/images.ts";
import { podReview } from "./reviews.ts";

const parameters = {
  registries: ["ghcr.io", "registry.example.org:5000"],
  disallowedTags: ["latest", "dev"],
};
const review = (image: string) => ({
  review: podReview({ containers: [{ name: "app", image }] }),
  parameters,
});

it.each([
  "ghcr.io/example/app:1.4",
  "registry.example.org:5000/app:2",
  `ghcr.io/example/app@sha256:${"0".repeat(64)}`,
])("accepts %s", (image) => expect(policy).toAllow(review(image)));

it.each([
  "nginx:1.27",
  "docker.io/ghcr.io/app:1",
  "ghcr.io.evil.example/app:1",
  "ghcr.io",
  "GHCR.io/app:1",
  "",
])("takes %j for another registry's, or no image at all", (image) =>
  expect(policy).toDeny(review(image), { by: "approved registries only" }),
);

it.each(["ghcr.io/example/app", "ghcr.io/example/app:latest", "registry.example.org:5000/app:dev"])(
  "refuses the tag of %s",
  (image) => expect(policy).toDeny(review(image), { by: "no disallowed tags" }),
);

it("decides alike on all engines", () => agreement(policy, { runs: 600, unreached: "allow" }));
