import { createHmac } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { RegoCompileError } from "@bylaw/engine";
import { unpackTar } from "modern-tar";
import { expect, it } from "vitest";
import { bundle } from "../../src/bundle/bundle.ts";
import { TargetError } from "../../src/target.ts";
import { example, options } from "../policies.ts";

const authz = example("envoy-istio/authz");

async function filesOf(given: object, policies = [authz]): Promise<ReadonlyMap<string, string>> {
  const [artefact] = await bundle.build(policies, { ...options, ...given });
  const entries = await unpackTar(gunzipSync(artefact?.content as Uint8Array));
  return new Map(entries.map(({ header, data }) => [header.name, new TextDecoder().decode(data)]));
}

it("has the modules in folders by package, the data, and a manifest with its revision and roots", async () => {
  const files = await filesOf({ revision: "abc", data: { roles: { admin: ["a"] } } });
  expect(files.get("/istio/authz/authz.rego")).toContain("package istio.authz");
  expect(JSON.parse(files.get("/data.json") ?? "")).toEqual({ roles: { admin: ["a"] } });
  expect(JSON.parse(files.get("/.manifest") ?? "")).toMatchObject({
    revision: "abc",
    roots: ["istio/authz", "roles"],
    rego_version: 1,
  });
});

it.each([
  ["my policy", "my-policy"],
  ["orders.v2", "orders.v2"],
  ["../../up", "-..-up"],
  [".hidden", "hidden"],
])("has the policy of %j as %j", async (name, file) =>
  expect([...(await filesOf({}, [{ ...authz, name }])).keys()]).toContain(`/istio/authz/${file}.rego`),
);

it("is signed as OPA signs it", async () => {
  const secret = "a secret of our own";
  const files = await filesOf({ signing: { key: secret, algorithm: "HS256" } });
  const [token = ""] = JSON.parse(files.get("/.signatures.json") ?? "").signatures;
  const [head, claims, signature] = String(token).split(".");
  expect(createHmac("sha256", secret).update(`${head}.${claims}`).digest("base64url")).toBe(signature);
  const listed = JSON.parse(Buffer.from(String(claims), "base64url").toString()).files;
  expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual([
    ".manifest",
    "data.json",
    "istio/authz/authz.rego",
  ]);
});

it("says which policies would be one file", () =>
  expect(filesOf({}, [authz, authz])).rejects.toThrow(TargetError));

it("gives what OPA says of Rego that does not compile", () =>
  expect(
    filesOf({}, [
      { ...authz, policy: { ...authz.policy, rego: "package istio.authz\nallow if undefined_rule" } },
    ]),
  ).rejects.toThrow(RegoCompileError));
