import { imageReference } from "@bylaw/dsl/image";
import { globMatches, regexMatches } from "@bylaw/dsl/patterns";
import { findingPolicy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";
import { spiffeId } from "@bylaw/dsl/spiffe";

export default findingPolicy({
  package: "test.texts",
  input: t.object({ id: t.string, image: t.string, host: t.opt(t.string) }),
  deny: {
    *"where the image comes from"({ image }) {
      const reference = imageReference(image);
      if (reference === undefined) {
        yield { msg: `${image} is no image` };
        return;
      }
      const { registry, repository, tag, digest } = reference;
      yield { msg: `${registry} has ${repository}`, details: { tag: tag ?? null, digest: digest ?? null } };
    },
    *"who it is"({ id }) {
      const workload = spiffeId(id, "spiffe://{domain}/ns/{namespace}/sa/{account}");
      if (workload === undefined) yield { msg: "no workload" };
      else yield { msg: `${workload.account} in ${workload.namespace} of ${workload.domain}` };
      if (spiffeId(id, "spiffe://example.org/ns/prod/sa/{account}") !== undefined)
        yield { msg: "in production" };
    },
  },
  warn: {
    "hosts that are not ours": ({ host }) =>
      host !== undefined && !globMatches("*.example.{org,net}", host, ".")
        ? [{ msg: `${host} is not ours` }]
        : [],
    *versions({ image }) {
      if (regexMatches(":v?[0-9]+(\\.[0-9]+)*$", image)) yield { msg: "a version" };
    },
  },
});
