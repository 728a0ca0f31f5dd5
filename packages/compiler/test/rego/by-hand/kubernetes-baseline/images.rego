# METADATA
# title: k8simages
# description: Where images come from, and that they are the ones that were tested.
package k8simages

# METADATA
# title: approved registries only
# labels:
#   rule: approved registries only
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "approved registries only"}} if {
	some container in containers
	not reference_of(container).registry in input.parameters.registries
	msg := $"container {container.name} uses {image_of(container)}"
}

# METADATA
# title: no disallowed tags
# description: What names its digest cannot change.
# labels:
#   rule: no disallowed tags
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no disallowed tags"}} if {
	some container in containers
	reference := reference_of(container)
	reference.digest == ""
	reference.tag in input.parameters.disallowedTags
	msg := $"container {container.name} uses a disallowed tag"
}

# METADATA
# title: a tag, or a digest
# description: Runtimes take an image without a tag for the one that is called latest.
# labels:
#   rule: a tag, or a digest
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "a tag, or a digest"}} if {
	some container in containers
	reference := reference_of(container)
	reference.digest == ""
	reference.tag == ""
	msg := $"container {container.name} names no version of its image"
}

# METADATA
# title: a digest, where it is asked for
# labels:
#   rule: a digest, where it is asked for
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "a digest, where it is asked for"}} if {
	input.parameters.digests == true
	some container in containers
	reference_of(container).digest == ""
	msg := $"container {container.name} does not name the digest of its image"
}

default image_of(_) := "no image"

image_of(container) := container.image if container.image != null

# A container without an image that can be read has no registry, which no list has.
default reference_of(_) := {"registry": null, "tag": "", "digest": ""}

reference_of(container) := image_reference(container.image)

image_reference(image) := {"registry": registry, "tag": parts[3], "digest": parts[4]} if {
	[parts] := regex.find_all_string_submatch_n("^(?:([a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*(?:\\.[a-zA-Z0-9]+(?:-+[a-zA-Z0-9]+)*)*(?::[0-9]+)?)/)?([a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$", image, 1)
	registry := registry_of(parts[1])
	repository := repository_of(registry, path_of(parts[1], parts[2]))
	count($"{registry}/{repository}") <= 255
}

registry_of(first) := first if is_registry(first)

registry_of(first) := "docker.io" if not is_registry(first)

path_of(first, path) := path if is_registry(first)

path_of("", path) := path

path_of(first, path) := $"{first}/{path}" if {
	not is_registry(first)
	regex.match("^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$", first)
}

repository_of("docker.io", path) := $"library/{path}" if not contains(path, "/")

repository_of(registry, path) := path if registry != "docker.io"

repository_of(_, path) := path if contains(path, "/")

is_registry(first) if regex.match("[.:A-Z]|^localhost$", first)

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
