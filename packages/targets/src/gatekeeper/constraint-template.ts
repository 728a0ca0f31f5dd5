import type { CompiledPolicy } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import { parameterSchema } from "./parameter-schema.ts";

/** What `spec.targets[].target` names for objects of the admission chain. */
const admissionTarget = "admission.k8s.gatekeeper.sh";

/**
 * The ConstraintTemplate of a Gatekeeper policy.
 *
 * Its Rego is of version v1, which Gatekeeper takes since 3.19, and only under `code`; the version is what makes
 * `import rego.v1` both needless and refused there.
 */
export function constraintTemplate(policy: CompiledPolicy, constraint: string): object {
  const parameters = parametersOf(policy);
  return {
    apiVersion: "templates.gatekeeper.sh/v1",
    kind: "ConstraintTemplate",
    metadata: {
      // Gatekeeper asks for the constraint's kind in lower case.
      name: constraint.toLowerCase(),
      annotations: {
        "metadata.gatekeeper.sh/title": constraint,
        ...(policy.description === undefined ? {} : { description: policy.description }),
      },
    },
    spec: {
      crd: {
        spec: {
          names: { kind: constraint },
          ...(parameters === undefined
            ? {}
            : { validation: { openAPIV3Schema: parameterSchema(parameters) } }),
        },
      },
      targets: [
        {
          target: admissionTarget,
          code: [{ engine: "Rego", source: { version: "v1", rego: policy.rego } }],
        },
      ],
    },
  };
}

/** The schema of a policy's `input.parameters`; undefined when it has none. */
export function parametersOf({ input }: CompiledPolicy): Schema | undefined {
  return input.kind === "object" && Object.hasOwn(input.properties, "parameters")
    ? input.properties.parameters?.schema
    : undefined;
}
