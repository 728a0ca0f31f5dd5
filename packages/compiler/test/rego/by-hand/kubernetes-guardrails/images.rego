# METADATA
# title: k8strustedimages
# description: Images come from registries that are trusted, and say which version they are.
package k8strustedimages

# METADATA
# title: approved registries only
# labels:
#   rule: approved registries only
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "approved registries only"}} if {
	some container in containers
	not approved(container)
	image := image_of(container)
	msg := $"container {container.name} uses {image}"
}

# METADATA
# title: no disallowed tags
# description: An image without a tag is the one that is called latest.
# labels:
#   rule: no disallowed tags
#   effect: deny
violation contains {"msg": msg, "details": {"tag": tag, "rule": "no disallowed tags"}} if {
	some container in containers
	reference := image_reference(container.image)
	reference.digest == ""
	tag := tag_of(reference)
	tag in input.parameters.disallowedTags
	msg := $"container {container.name} uses the tag {tag}"
}

approved(container) if image_reference(container.image).registry in input.parameters.registries

image_of(container) := container.image if container.image != null

image_of(container) := "no image" if object.get(container, "image", null) == null

tag_of(reference) := reference.tag if reference.tag != ""

tag_of(reference) := "latest" if reference.tag == ""

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

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.template.spec if input.review.kind.kind == "Deployment"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"
