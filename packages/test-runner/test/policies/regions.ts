import { policy } from "@bylaw/dsl/policy";
import { t } from "@bylaw/dsl/schema";

const regions = ["eu-north/1", "eu-south/1", "us-east/1", "us-west/1"];

export default policy({
  package: "regions",
  input: t.object({ region: t.string, test: t.number }),
  allow: { "known regions": ({ region }) => regions.includes(region) },
  deny: { "the last test": ({ test }) => test > 98 },
});
