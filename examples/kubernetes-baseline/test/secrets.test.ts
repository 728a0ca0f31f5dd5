import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/secrets.ts";
import { timeout } from "./generated-workloads.ts";
import { kinds, lists, places, podWith, workload } from "./workloads.ts";

const written = "no secret is written into the environment";
const stored = "secrets come from a SecretProviderClass";
const reference = { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "shop", key: "password" } } };
const provided = {
  name: "secrets",
  csi: {
    driver: "secrets-store.csi.k8s.io",
    readOnly: true,
    volumeAttributes: { secretProviderClass: "shop-secrets" },
  },
};

it.each(places)("looks at the environment of $kind, $list", async ({ kind, list }) => {
  const given = (variable: object, volumes: readonly object[] = []) =>
    workload(kind, { [list]: [{ name: "app", env: [{ name: "PORT", value: "80" }, variable] }], volumes });
  await expect(policy).toAllow(given({ name: "LOG_LEVEL", value: "debug" }));
  await expect(policy).toDeny(given({ name: "DB_PASSWORD", value: "hunter2" }), { by: written });
  await expect(policy).toDeny(given(reference), { by: stored });
  await expect(policy).toAllow(given(reference, [provided]));
});

it.each([
  "PASSWORD",
  "db_passwd",
  "ApiKey",
  "AWS_SECRET_ACCESS_KEY",
  "TOKEN_FILE",
  "PRIVATE_KEY",
  "CREDENTIALS",
])("%s is a secret", (name) =>
  expect(policy).toDeny(podWith({ env: [{ name, value: "x" }] }), { by: written }),
);

it.each(["KEYBOARD", "PASS", "MONKEY"])("%s is none", (name) =>
  expect(policy).toAllow(podWith({ env: [{ name, value: "x" }] })),
);

it("accepts a secret's name without a value", async () => {
  await expect(policy).toAllow(podWith({ env: [{ name: "TOKEN" }] }));
  await expect(policy).toAllow(podWith({ env: [{ name: "TOKEN", value: "" }] }));
  await expect(policy).toAllow(
    podWith({ env: [{ name: "TOKEN", valueFrom: { configMapKeyRef: { name: "a", key: "b" } } }] }),
  );
});

it("finds access keys in any variable", () =>
  expect(policy).toDeny(podWith({ env: [{ name: "SETTINGS", value: "id=AKIAABCDEFGHIJKLMNOP;x" }] }), {
    by: "no access key is written into the environment",
  }));

it.each([
  { ...provided, csi: { ...provided.csi, driver: "ebs.csi.aws.com" } },
  { ...provided, csi: { driver: provided.csi.driver } },
  { name: "secrets", secret: { secretName: "shop" } },
])("%j brings no SecretProviderClass", (volume) =>
  expect(policy).toDeny(podWith({ env: [reference] }, { volumes: [volume] }), { by: stored }),
);

it(
  "decides alike on all engines",
  () => {
    const variable = fc.constantFrom(
      reference,
      { name: "TOKEN", value: "x" },
      { name: "A", value: "AKIAABCDEFGHIJKLMNOP" },
      { name: "TOKEN", value: null },
      { name: "B" },
    );
    const inputs = fc
      .tuple(
        fc.constantFrom(...kinds),
        fc.constantFrom(...lists),
        fc.array(variable, { maxLength: 3 }),
        fc.subarray([provided, { name: "cache", emptyDir: {} }]),
      )
      .map(([kind, list, env, volumes]) => workload(kind, { [list]: [{ name: "app", env }], volumes }));
    return agreement(policy, { runs: 30, inputs: inputs as fc.Arbitrary<never> });
  },
  timeout,
);
