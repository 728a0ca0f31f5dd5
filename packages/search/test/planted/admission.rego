package admission

pod := input.request.object.spec

workloads := array.concat(
	object.get(pod, "containers", []),
	object.get(pod, "initContainers", []),
)

exempt if input.request.namespace in {"kube-system", "monitoring"}

deny contains sprintf("%s: privileged", [container.name]) if {
	some container in workloads
	container.securityContext.privileged == true
	not exempt
}

deny contains sprintf("%s: image from elsewhere", [container.name]) if {
	some container in workloads
	not regex.match(`^registry\.corp\.example/`, container.image)
}

deny contains "host network" if {
	pod.hostNetwork
	not exempt
}

deny contains "too many replicas" if {
	input.request.kind.kind == "Deployment"
	pod.replicas > 20
}

deny contains "every container needs a memory limit" if {
	not all_limited
}

all_limited if {
	every container in workloads {
		container.resources.limits.memory
	}
}

deny contains "an owner must be named" if {
	input.request.operation in {"CREATE", "UPDATE"}
	not input.request.object.metadata.labels.owner
}
