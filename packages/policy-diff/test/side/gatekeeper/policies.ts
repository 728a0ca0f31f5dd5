import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderWith } from "../../fixture.ts";

/** Of version 0, with a library, as most templates are. */
export const requiredLabels = (message = "you must provide labels") => `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: k8srequiredlabels
spec:
  crd:
    spec:
      names:
        kind: K8sRequiredLabels
  targets:
    - target: admission.k8s.gatekeeper.sh
      libs:
        - |
          package lib.labels

          missing(given, required) = absent {
            absent := {label | label := required[_]} - {label | given[label]}
          }
      rego: |
        package k8srequiredlabels

        import data.lib.labels

        # Every required label must be given.
        violation[{"msg": msg, "details": {"missing_labels": missing}}] {
          given := object.get(input.review.object.metadata, "labels", {})
          missing := data.lib.labels.missing(given, input.parameters.labels)
          count(missing) > 0
          msg := sprintf("${message}: %v", [missing])
        }

        violation[{"msg": "no reader"}] {
          labels.missing({}, ["reader"]) == set()
        }
`;

/** Of version 1; it reads what is around the object. */
export const allowedRepos = (
  check = "startswith(container.image, repo)",
) => `apiVersion: templates.gatekeeper.sh/v1
kind: ConstraintTemplate
metadata:
  name: k8sallowedrepos
spec:
  crd:
    spec:
      names:
        kind: K8sAllowedRepos
  targets:
    - target: admission.k8s.gatekeeper.sh
      code:
        - engine: Rego
          source:
            version: v1
            rego: |
              package k8sallowedrepos

              violation contains {"msg": msg} if {
                some container in input.review.object.spec.containers
                not allowed(container)
                msg := $"container {container.name} has an image of another registry"
              }

              violation contains {"msg": "deleted by hand"} if {
                input.review.operation == "DELETE"
                input.review.namespaceObject.metadata.labels.protected == "yes"
              }

              allowed(container) if {
                some repo in input.parameters.repos
                ${check}
              }
`;

export interface ConstraintParts {
  readonly kind: string;
  readonly name: string;
  readonly match?: unknown;
  readonly parameters?: unknown;
  readonly enforcementAction?: string;
}

export const constraint = ({ kind, name, match, parameters, enforcementAction }: ConstraintParts) =>
  `---\n${JSON.stringify({
    apiVersion: "constraints.gatekeeper.sh/v1beta1",
    kind,
    metadata: { name },
    spec: { match, parameters, enforcementAction },
  })}\n`;

export const pods = [{ apiGroups: [""], kinds: ["Pod"] }];

export const pod = (name: string, image: string, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default", ...metadata },
  spec: { containers: [{ name: "main", image }] },
});

/** A folder with files in folders. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = folderWith({});
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
