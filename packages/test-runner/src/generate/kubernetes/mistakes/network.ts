import { type Mistake, saying, setting } from "./mistake.ts";

const backend = { service: { name: "web", port: { number: 80 } } };

function ingressPath(name: string, path: object): Mistake {
  return setting(
    name,
    ["spec", "rules"],
    [{ host: "shop.example.org", http: { paths: [{ path: "/", pathType: "Prefix", backend, ...path }] } }],
  );
}

function peer(name: string, value: object): Mistake {
  return setting(name, ["spec", "ingress"], [{ from: [{ ...value }] }]);
}

/** What can be wrong with what connects pods. */
export const networkMistakes: Readonly<Record<string, readonly Mistake[]>> = {
  Service: [
    saying("no ports", ["spec"], { type: "NodePort", clusterIP: "", ports: [] }),
    setting("port 0", ["spec", "ports"], [{ port: 0 }]),
    setting("port 70000", ["spec", "ports"], [{ port: 70_000 }]),
    setting("two ports without names", ["spec", "ports"], [{ port: 80 }, { port: 81 }]),
    setting(
      "one port twice",
      ["spec", "ports"],
      [
        { name: "a", port: 80 },
        { name: "b", port: 80 },
      ],
    ),
    setting("a target with a blank", ["spec", "ports"], [{ port: 80, targetPort: "my port" }]),
    setting("a protocol of no known kind", ["spec", "ports"], [{ port: 80, protocol: "ICMP" }]),
    setting("an unknown type", ["spec", "type"], "Anycast"),
    saying("a name elsewhere that is none", ["spec"], { type: "ExternalName", externalName: "" }),
    saying("a port of the nodes, where the service is not on them", ["spec"], {
      type: "ClusterIP",
      clusterIP: "",
      externalIPs: [],
      ports: [{ port: 80, nodePort: 30_080 }],
    }),
    saying("no address for a balancer", ["spec"], { type: "LoadBalancer", clusterIP: "None" }),
    saying("an address that is none", ["spec"], { type: "ClusterIP", clusterIP: "10.0.0.300" }),
    setting("an outer address that is none", ["spec", "externalIPs"], ["localhost"]),
    setting("a selector with a blank", ["spec", "selector"], { app: "my app" }),
  ],
  Ingress: [
    saying("leads nowhere", ["spec"], { rules: [], defaultBackend: null }),
    setting("an address for a host", ["spec", "rules"], [{ host: "10.0.0.1" }]),
    setting("a host in capitals", ["spec", "rules"], [{ host: "Shop.example.org" }]),
    setting("a star within a host", ["spec", "rules"], [{ host: "a.*.org" }]),
    ingressPath("a path that begins with no slash", { path: "shop" }),
    ingressPath("a path with two slashes", { path: "/a//b" }),
    ingressPath("paths matched in no known way", { pathType: "Regex" }),
    ingressPath("a backend of nothing", { backend: {} }),
    ingressPath("a backend without a port", { backend: { service: { name: "web", port: {} } } }),
    ingressPath("a backend with two ports", {
      backend: { service: { name: "web", port: { number: 80, name: "http" } } },
    }),
    setting("a host of a certificate with a blank", ["spec", "tls"], [{ hosts: ["my shop"] }]),
    setting("a class in capitals", ["spec", "ingressClassName"], "Nginx"),
  ],
  NetworkPolicy: [
    peer("a peer of nothing", {}),
    peer("a peer of addresses and pods", { ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }),
    peer("addresses that are none", { ipBlock: { cidr: "10.0.0.0/33" } }),
    peer("an exception that lies outside", { ipBlock: { cidr: "10.0.0.0/8", except: ["192.168.0.0/16"] } }),
    peer("a selector that is in nothing", {
      podSelector: { matchExpressions: [{ key: "a", operator: "In", values: [] }] },
    }),
    setting("port 0", ["spec", "ingress"], [{ ports: [{ port: 0 }] }]),
    setting(
      "a range of ports that ends before it begins",
      ["spec", "egress"],
      [{ ports: [{ port: 100, endPort: 50 }] }],
    ),
    setting("a range of ports with a name", ["spec", "egress"], [{ ports: [{ port: "http", endPort: 90 }] }]),
    setting("a protocol of no known kind", ["spec", "ingress"], [{ ports: [{ port: 1, protocol: "ICMP" }] }]),
    setting("an unknown direction", ["spec", "policyTypes"], ["Sideways"]),
    setting("a label's key with a blank", ["spec", "podSelector"], { matchLabels: { "my app": "web" } }),
  ],
};
