import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

export default policy({
  package: "test.nested",
  input: t.object({
    device: t.opt(t.object({ posture: t.object({ disk: t.object({ encrypted: t.boolean }) }) })),
  }),
  allow: { anyone: () => true },
  deny: {
    /** Three required values below one that may be missing. */
    "an open disk": ({ device }) => device?.posture.disk.encrypted === false,
  },
});
