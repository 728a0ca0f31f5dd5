import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { containers, podSpecs, workloads } from "./workload.ts";

/** What container runtimes give to a container that asks for nothing. */
const usualCapabilities = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/** What concerns the pod alone: the list of Kubernetes 1.32 to 1.35. */
const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];

/** Baseline: what containers may not be given. */
export default gatekeeperPolicy({
  kind: "K8sBaselinePrivileges",
  match: workloads,
  violation: {
    *"no privileged containers"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, securityContext } of containers(spec)) {
          if (securityContext?.privileged === true) yield { msg: `container ${name} is privileged` };
        }
      }
    },

    *"no unusual capabilities"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, securityContext } of containers(spec)) {
          for (const capability of securityContext?.capabilities?.add ?? []) {
            if (!usualCapabilities.includes(capability))
              yield { msg: `container ${name} adds ${capability}`, details: { capability } };
          }
        }
      }
    },

    /** A pod in a user namespace of its own may unmask /proc: there it shows nothing of the node. */
    *"the usual /proc"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.hostUsers === false) continue;
        for (const { name, securityContext } of containers(spec)) {
          if ((securityContext?.procMount ?? "Default") !== "Default")
            yield { msg: `container ${name} unmasks /proc` };
        }
      }
    },

    *"safe sysctls only"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name } of spec.securityContext?.sysctls ?? []) {
          if (!safeSysctls.includes(name)) yield { msg: `the pod sets ${name}`, details: { sysctl: name } };
        }
      }
    },
  },
});
