import { resolve } from "node:path";
import { stringifyJson } from "@bylaw/engine/values";
import { DiffFailed } from "../../failure.ts";
import { type KubernetesDocument, readDocuments } from "./documents.ts";
import { objectPath } from "./expand-reviews.ts";
import { reviewOfObject } from "./review.ts";
import { textAt } from "./template.ts";

/** How reports call objects that were named. */
export const objectsName = "(objects)";

const own =
  /^(templates|constraints|config|expansion|mutations|status|syncset|externaldata|connection)\.gatekeeper\.sh\/|^test\.gatekeeper\.sh\//;

/**
 * Objects of Kubernetes as a log, a line each in the order of the files: what `--objects` names. Objects of Gatekeeper
 * itself, and of the kind `List`, are none.
 *
 * @param paths files or folders of YAML or JSON, such as what `kubectl get -o json` prints
 * @throws DiffFailed `decisionsNotFound`, `policyInvalid`
 */
export async function objectsLog(paths: readonly string[], cwd: string): Promise<AsyncIterable<string>> {
  const documents: KubernetesDocument[] = [];
  for (const path of paths) {
    const read = await readDocuments(resolve(cwd, path)).catch((error: unknown) => {
      if (error instanceof DiffFailed) throw error;
      throw new DiffFailed("decisionsNotFound", `no objects: ${path} cannot be read`);
    });
    documents.push(...read.filter(isObjectOfKubernetes));
  }
  if (documents.length === 0)
    throw new DiffFailed("decisionsNotFound", `no objects of Kubernetes are in ${paths.join(", ")}`);
  const namespaces = new Map(
    documents.flatMap(({ value }) =>
      value.kind === "Namespace" && value.apiVersion === "v1"
        ? [[textAt(value, ["metadata", "name"]) ?? "", value] as const]
        : [],
    ),
  );
  return (async function* () {
    for (const { value } of documents) {
      const { review } = reviewOfObject(value, namespaces);
      const name = [
        value.apiVersion,
        value.kind,
        textAt(value, ["metadata", "namespace"]),
        textAt(value, ["metadata", "name"]),
      ];
      yield `${stringifyJson({
        decision_id: name.filter((part) => part !== undefined).join("/"),
        labels: {},
        path: objectPath,
        input: { review },
      })}\n`;
    }
  })();
}

function isObjectOfKubernetes({ value }: KubernetesDocument): boolean {
  const { apiVersion, kind } = value;
  return typeof apiVersion === "string" && typeof kind === "string" && kind !== "" && !own.test(apiVersion);
}
