import { type Shape, type Static, t } from "../schema/index.ts";
import { labelSelector, objectMeta } from "./object-meta.ts";
import { intOrString } from "./quantity.ts";

const serviceShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("Service"),
  metadata: objectMeta,
  spec: t.object({
    type: t.opt(t.oneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")),
    selector: t.opt(t.map(t.string)),
    clusterIP: t.opt(t.string),
    externalIPs: t.opt(t.array(t.string)),
    externalName: t.opt(t.string),
    externalTrafficPolicy: t.opt(t.oneOf("Cluster", "Local")),
    loadBalancerClass: t.opt(t.string),
    loadBalancerSourceRanges: t.opt(t.array(t.string)),
    ports: t.opt(
      t.array(
        t.object({
          port: t.number,
          name: t.opt(t.string),
          nodePort: t.opt(t.number),
          protocol: t.opt(t.oneOf("SCTP", "TCP", "UDP")),
          targetPort: t.opt(intOrString),
          appProtocol: t.opt(t.string),
        }),
      ),
    ),
  }),
});

export interface Service extends Static<typeof serviceShape> {}
export const service: Shape<Service> = serviceShape;

const ingressBackend = t.object({
  service: t.opt(
    t.object({
      name: t.string,
      port: t.opt(t.object({ name: t.opt(t.string), number: t.opt(t.number) })),
    }),
  ),
});

const ingressShape = t.object({
  apiVersion: t.oneOf("networking.k8s.io/v1"),
  kind: t.oneOf("Ingress"),
  metadata: objectMeta,
  spec: t.object({
    ingressClassName: t.opt(t.string),
    defaultBackend: t.opt(ingressBackend),
    rules: t.opt(
      t.array(
        t.object({
          host: t.opt(t.string),
          http: t.opt(
            t.object({
              paths: t.array(
                t.object({
                  backend: ingressBackend,
                  path: t.opt(t.string),
                  pathType: t.oneOf("Exact", "ImplementationSpecific", "Prefix"),
                }),
              ),
            }),
          ),
        }),
      ),
    ),
    tls: t.opt(t.array(t.object({ hosts: t.opt(t.array(t.string)), secretName: t.opt(t.string) }))),
  }),
});

export interface Ingress extends Static<typeof ingressShape> {}
export const ingress: Shape<Ingress> = ingressShape;

const networkPolicyPeer = t.object({
  ipBlock: t.opt(t.object({ cidr: t.string, except: t.opt(t.array(t.string)) })),
  namespaceSelector: t.opt(labelSelector),
  podSelector: t.opt(labelSelector),
});

const networkPolicyPort = t.object({
  endPort: t.opt(t.number),
  port: t.opt(intOrString),
  protocol: t.opt(t.oneOf("SCTP", "TCP", "UDP")),
});

const networkPolicyShape = t.object({
  apiVersion: t.oneOf("networking.k8s.io/v1"),
  kind: t.oneOf("NetworkPolicy"),
  metadata: objectMeta,
  spec: t.object({
    /** Which pods of the namespace; all of them when it is empty. */
    podSelector: t.opt(labelSelector),
    policyTypes: t.opt(t.array(t.oneOf("Egress", "Ingress"))),
    ingress: t.opt(
      t.array(
        t.object({ from: t.opt(t.array(networkPolicyPeer)), ports: t.opt(t.array(networkPolicyPort)) }),
      ),
    ),
    egress: t.opt(
      t.array(t.object({ to: t.opt(t.array(networkPolicyPeer)), ports: t.opt(t.array(networkPolicyPort)) })),
    ),
  }),
});

export interface NetworkPolicy extends Static<typeof networkPolicyShape> {}
export const networkPolicy: Shape<NetworkPolicy> = networkPolicyShape;
