import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/images.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { places, workloadReview } from "./workloads.ts";

const parameters = { registries: ["ghcr.io"], disallowedTags: ["latest", "dev"] };
const digest = `sha256:${"0".repeat(64)}`;
const running = (image: string | undefined, more: object = {}) => ({
  review: workloadReview("Pod", { containers: [{ name: "app", ...(image !== undefined && { image }) }] }),
  parameters: { ...parameters, ...more },
});

it.each(places)("looks at the images of $kind, $list", async ({ kind, list }) => {
  const given = (image: string) => ({
    review: workloadReview(kind, { [list]: [{ name: "app", image }] }),
    parameters,
  });
  await expect(policy).toAllow(given("ghcr.io/example/app:1.4"));
  await expect(policy).toDeny(given("docker.io/example/app:1.4"), { by: "approved registries only" });
  await expect(policy).toDeny(given("ghcr.io/example/app:dev"), { by: "no disallowed tags" });
  await expect(policy).toDeny(given("ghcr.io/example/app"), { by: "a tag, or a digest" });
});

it.each(["nginx:1.27", "ghcr.io.evil.example/app:1", "docker.io/ghcr.io/app:1", "ghcr.io", "", undefined])(
  "takes %j for another registry's, or no image at all",
  (image) => expect(policy).toDeny(running(image), { by: "approved registries only" }),
);

it.each(["ghcr.io/a/b:dev", "ghcr.io/a/b:latest"])("refuses the tag of %s", (image) =>
  expect(policy).toDeny(running(image), { by: "no disallowed tags" }),
);

it("accepts what cannot change", () => expect(policy).toAllow(running(`ghcr.io/a/b:latest@${digest}`)));

it("asks for a digest where the constraint does", async () => {
  const by = "a digest, where it is asked for";
  await expect(policy).toDeny(running("ghcr.io/a/b:1.4", { digests: true }), { by });
  await expect(policy).toDeny(running(undefined, { digests: true }), { by });
  await expect(policy).toAllow(running(`ghcr.io/a/b@${digest}`, { digests: true }));
  await expect(policy).toAllow(running("ghcr.io/a/b:1.4", { digests: false }));
});

it(
  "decides alike on all engines",
  () =>
    agreement(policy, {
      runs: 30,
      inputs: generatedWorkloads.map(({ review }) => ({
        review,
        parameters: { ...parameters, digests: true },
      })) as never,
    }),
  timeout,
);
