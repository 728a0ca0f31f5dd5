import { admissionPolicy } from "@bylaw/dsl/admission";

export default admissionPolicy({
  package: "kubernetes.admission",
  match: ["v1/Pod"],
  deny: {
    *"no privileged containers"({ request }) {
      const { spec } = request.object;
      for (const container of spec.containers) {
        if (container.securityContext?.privileged === true)
          yield { msg: `container ${container.name} is privileged` };
      }
      for (const container of spec.initContainers ?? []) {
        if (container.securityContext?.privileged === true)
          yield { msg: `init container ${container.name} is privileged` };
      }
    },
    *"no host paths but those for monitoring"({ request }) {
      if (request.namespace === "monitoring") return;
      for (const { name, hostPath } of request.object.spec.volumes ?? []) {
        if (hostPath !== undefined)
          yield { msg: `volume ${name} mounts ${hostPath.path}`, details: { path: hostPath.path } };
      }
    },
  },
  warn: {
    *"it has an owner"({ request }) {
      if (request.object.metadata.labels?.owner === undefined) yield { msg: "the label owner is missing" };
    },
  },
});
