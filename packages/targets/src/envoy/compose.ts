/** A compose file to try a policy with: Envoy on port 8000, OPA, and a service that tells what it was sent. */
export function composeFile(opaImage: string, hasData: boolean): object {
  const files = ["opa.yaml", "policy.rego", ...(hasData ? ["data.json"] : [])];
  return {
    services: {
      envoy: {
        image: "envoyproxy/envoy:v1.40.0",
        command: ["--config-path", "/etc/envoy/envoy.yaml"],
        ports: ["8000:8000"],
        volumes: ["./envoy.yaml:/etc/envoy/envoy.yaml:ro"],
        depends_on: ["opa", "service"],
      },
      opa: {
        image: opaImage,
        command: [
          "run",
          "--server",
          "--config-file=/policy/opa.yaml",
          "/policy/policy.rego",
          ...(hasData ? ["/policy/data.json"] : []),
        ],
        volumes: files.map((file) => `./${file}:/policy/${file}:ro`),
      },
      service: { image: "traefik/whoami:v1.11" },
    },
  };
}
