import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/restricted-volumes.ts";
import { generatedWorkloads, timeout } from "./generated-workloads.ts";
import { kinds, workload } from "./workloads.ts";

const by = "volumes of a restricted kind";
const withVolume = (source: object) => workload("Pod", { volumes: [{ name: "data", ...source }] });

it.each(kinds)("looks at the volumes of %s", async (kind) => {
  const emptyDir = { name: "cache", emptyDir: {} };
  const nfs = { name: "files", nfs: { server: "files.example.org", path: "/" } };
  await expect(policy).toAllow(workload(kind, { volumes: [emptyDir] }));
  await expect(policy).toDeny(workload(kind, { volumes: [emptyDir, nfs] }), { by });
});

it.each([
  { configMap: { name: "settings" } },
  { csi: { driver: "secrets-store.csi.k8s.io" } },
  { downwardAPI: {} },
  { emptyDir: { sizeLimit: "1Gi" } },
  { ephemeral: {} },
  { image: { reference: "ghcr.io/example/models:1" } },
  { persistentVolumeClaim: { claimName: "data" } },
  { projected: { sources: [] } },
  { secret: { secretName: "tls" } },
])("accepts %j", (source) => expect(policy).toAllow(withVolume(source)));

it.each([
  { hostPath: { path: "/" } },
  { nfs: { server: "files.example.org", path: "/" } },
  { iscsi: { targetPortal: "10.0.0.1:3260", iqn: "iqn.2026-11.org.example:a", lun: 0 } },
  { fc: { lun: 0 } },
  { gcePersistentDisk: { pdName: "data" } },
  { awsElasticBlockStore: { volumeID: "vol-1" } },
  { azureDisk: { diskName: "data", diskURI: "x" } },
  { cephfs: { monitors: [] } },
  { glusterfs: { endpoints: "x", path: "/" } },
  { rbd: { monitors: [], image: "x" } },
  { gitRepo: { repository: "https://example.org/a.git" } },
  { flexVolume: { driver: "x" } },
])("refuses %j", (source) => expect(policy).toDeny(withVolume(source), { by }));

it(
  "decides alike on all engines",
  () => agreement(policy, { runs: 100, inputs: generatedWorkloads as never }),
  timeout,
);
