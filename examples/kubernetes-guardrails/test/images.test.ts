import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/images.ts";
import { objectReview, podReview, workloadReview, workloads } from "./reviews.ts";

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

it.each(workloads)("looks at the images of a %s", async (kind) => {
  const given = (image: string) => ({
    review: workloadReview(kind, { containers: [{ name: "app", image }] }),
    parameters,
  });
  await expect(policy).toAllow(given("ghcr.io/example/app:1.4"));
  await expect(policy).toDeny(given("nginx:1.27"), { by: "approved registries only" });
});

it.each(["containers", "initContainers", "ephemeralContainers"])("looks at all of %s", (list) =>
  expect(policy).toDeny(
    { review: podReview({ [list]: [{ name: "app", image: "nginx:1.27" }] }), parameters },
    { by: "approved registries only" },
  ),
);

it("does not concern services", () =>
  expect(policy).toAllow({ review: objectReview("v1/Service", { spec: {} }), parameters }));

it("decides alike on all engines", () => agreement(policy, { runs: 600, unreached: "allow" }));
