/** An object that is to be created in the namespace `shop`, as Gatekeeper shows it. */
export const objectReview = (name: string, object: object, more: object = {}) => {
  const [kind = "", version = "", group = ""] = name.split("/").reverse();
  return {
    uid: "8a2f1c9e-3f0d-4f57-9d0c-0f6f3a2f5c11",
    kind: { group, version, kind },
    resource: { group, version, resource: `${kind.toLowerCase()}s` },
    operation: "CREATE",
    userInfo: { username: "dev@example.org" },
    namespace: "shop",
    object: {
      apiVersion: group === "" ? version : `${group}/${version}`,
      kind,
      metadata: { name: "web" },
      ...object,
    },
    ...more,
  };
};

/** A namespace that is to be created. */
export const namespaceReview = (labels: Readonly<Record<string, string>> | undefined) =>
  objectReview("v1/Namespace", { metadata: { name: "shop", ...(labels && { labels }) } });
