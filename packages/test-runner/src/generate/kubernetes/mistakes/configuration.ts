import { type Mistake, saying, setting } from "./mistake.ts";

/** What can be wrong with what is kept for others. */
export const configurationMistakes: Readonly<Record<string, readonly Mistake[]>> = {
  ConfigMap: [
    setting("a key with a slash", ["data"], { "a/b": "x" }),
    setting("a key that leads up", ["data"], { "..": "x" }),
    setting("a number for a text", ["data"], { retries: 3 }),
    setting("bytes that are not base64", ["binaryData"], { logo: "not base64!" }),
    saying("a text and bytes of one key", [], { data: { logo: "x" }, binaryData: { logo: "eA==" } }),
    setting("a text for a yes or no", ["immutable"], "yes"),
  ],
  Secret: [
    setting("a key with a slash", ["data"], { "a/b": "eA==" }),
    setting("a value that is not base64", ["data"], { password: "not base64!" }),
    saying("a certificate without its key", [], { type: "kubernetes.io/tls", data: { "tls.crt": "eA==" } }),
    saying("a registry's secret that is not JSON", [], {
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": "eA==" },
    }),
    saying("a key for SSH without a key", [], { type: "kubernetes.io/ssh-auth", data: {} }),
    saying("a token of nobody", [], {
      type: "kubernetes.io/service-account-token",
      metadata: { name: "token", namespace: "default" },
    }),
  ],
  Namespace: [
    setting("a finalizer without a domain", ["spec"], { finalizers: ["mine"] }),
    setting("a name with a dot", ["metadata", "name"], "prod.eu"),
    setting("a text for the finalizers", ["spec"], { finalizers: "kubernetes" }),
  ],
};
