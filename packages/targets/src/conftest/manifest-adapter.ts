import type { CompiledPolicy } from "@bylaw/compiler";

/** The package in which an admission policy is asked about manifests. */
export function manifestPackage(policy: CompiledPolicy): string {
  return `manifests.${policy.package}`;
}

/**
 * Rego that asks an admission policy about manifests in files: each object, or each item of a list, as if it were
 * created. Gatekeeper's parameters come from `data.parameters.<kind in lower case>`.
 */
export function manifestAdapter(policy: CompiledPolicy): string {
  return policy.kind === "gatekeeper" ? gatekeeperAdapter(policy) : admissionAdapter(policy);
}

function gatekeeperAdapter(policy: CompiledPolicy): string {
  return `${head(policy)}
violation contains finding if {
	some object in objects
	some finding in data.${policy.package}.violation with input as {"review": request(object), "parameters": parameters}
}

default parameters := {}

parameters := data.parameters.${policy.package}
${requests}`;
}

function admissionAdapter(policy: CompiledPolicy): string {
  const asked = (set: string) => `
${set} contains finding if {
	some object in objects
	review := {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request(object)}
	some finding in data.${policy.package}.${set} with input as review
}
`;
  const warns = policy.rules.some(({ effect }) => effect === "warn");
  return `${head(policy)}${asked("deny")}${warns ? asked("warn") : ""}${requests}`;
}

function head(policy: CompiledPolicy): string {
  return `# Asks ${policy.package} about Kubernetes manifests in files.
package ${manifestPackage(policy)}
`;
}

// What cannot be told from a manifest is as Gatekeeper's audit shows it: empty.
const requests = `
objects := input.items if is_list

objects := [input] if not is_list

default is_list := false

is_list if {
	input.kind == "List"
	is_array(input.items)
}

request(object) := {
	"uid": "",
	"kind": group_version_kind(object),
	"resource": {"group": "", "version": "", "resource": ""},
	"name": object_name(object, "name"),
	"namespace": object_name(object, "namespace"),
	"operation": "CREATE",
	"userInfo": {},
	"object": object,
	"oldObject": null,
	"options": null,
}

group_version_kind(object) := {"group": group, "version": version, "kind": object.kind} if {
	[group, version] := split(object.apiVersion, "/")
} else := {"group": "", "version": object.apiVersion, "kind": object.kind} if {
	is_string(object.apiVersion)
} else := {"group": "", "version": "", "kind": ""}

object_name(object, property) := object.metadata[property] if {
	is_string(object.metadata[property])
} else := ""
`;
