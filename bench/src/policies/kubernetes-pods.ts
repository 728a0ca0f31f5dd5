import { each, type LargePolicy } from "./large-policy.ts";

const container = (pod: number, index: number) => ({
  name: `container-${index}`,
  image: `${index === 2 ? "docker.io/library" : "registry.example.org/shop"}/service-${pod}:${pod % 11 === 0 ? "latest" : `1.${pod}`}`,
  resources: pod % 13 === 0 ? {} : { limits: { cpu: "500m", memory: "256Mi" }, requests: { cpu: "100m" } },
  securityContext: {
    privileged: pod % 29 === 0,
    runAsNonRoot: pod % 5 !== 0,
    allowPrivilegeEscalation: false,
  },
  env: each(6, (variable) => ({ name: `VARIABLE_${variable}`, value: `value-${variable}` })),
  ports: [{ containerPort: 8080 + index, protocol: "TCP" }],
});

const pod = (index: number) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: `pod-${index}`,
    namespace: `namespace-${index % 12}`,
    labels:
      index % 17 === 0 ? { app: "shop" } : { app: "shop", team: `team-${index % 9}`, "cost-center": "42" },
    annotations: { "example.org/change": `change-${index}` },
  },
  spec: {
    serviceAccountName: `account-${index % 6}`,
    hostNetwork: index % 31 === 0,
    containers: each(3, (one) => container(index, one)),
    volumes: [
      { name: "config", configMap: { name: "config" } },
      ...(index % 19 === 0 ? [{ name: "host", hostPath: { path: "/var/run" } }] : []),
    ],
  },
});

export const kubernetesPods: LargePolicy = {
  name: "kubernetes-pods",
  about: "Kubernetes admission of a list of 200 pods with three containers each",
  make: () => ({
    rego: `package bench

pods := input.request.object.items

required := {"app", "team", "cost-center"}

registries := {"registry.example.org/", "quay.example.org/"}

violation contains {"msg": msg} if {
	some pod in pods
	missing := required - {label | some label, _ in pod.metadata.labels}
	count(missing) > 0
	msg := sprintf("pod %s lacks the labels %s", [pod.metadata.name, concat(", ", sort(missing))])
}

violation contains {"msg": msg} if {
	some pod in pods
	some container in pod.spec.containers
	not trusted(container.image)
	msg := sprintf("pod %s: image %s is of no trusted registry", [pod.metadata.name, container.image])
}

violation contains {"msg": msg} if {
	some pod in pods
	some container in pod.spec.containers
	endswith(container.image, ":latest")
	msg := sprintf("pod %s: image %s has no fixed tag", [pod.metadata.name, container.image])
}

violation contains {"msg": msg} if {
	some pod in pods
	some container in pod.spec.containers
	some resource in ["cpu", "memory"]
	not container.resources.limits[resource]
	msg := sprintf("pod %s: container %s has no limit of %s", [pod.metadata.name, container.name, resource])
}

violation contains {"msg": msg} if {
	some pod in pods
	some container in pod.spec.containers
	container.securityContext.privileged
	msg := sprintf("pod %s: container %s is privileged", [pod.metadata.name, container.name])
}

violation contains {"msg": msg} if {
	some pod in pods
	pod.spec.hostNetwork
	msg := sprintf("pod %s uses the host's network", [pod.metadata.name])
}

violation contains {"msg": msg} if {
	some pod in pods
	some volume in pod.spec.volumes
	volume.hostPath
	msg := sprintf("pod %s mounts %s of the host", [pod.metadata.name, volume.hostPath.path])
}

trusted(image) if {
	some registry in registries
	startswith(image, registry)
}
`,
    rule: "violation",
    inputs: [
      {
        kind: "AdmissionReview",
        apiVersion: "admission.k8s.io/v1",
        request: {
          uid: "0f2c4a2e-6d3e-4a53-9c5b-2f6c0a8f1d11",
          operation: "CREATE",
          kind: { group: "", version: "v1", kind: "PodList" },
          object: { apiVersion: "v1", kind: "PodList", items: each(200, pod) },
        },
      },
    ],
  }),
};
