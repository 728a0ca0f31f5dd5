import { terraformPolicy } from "@bylaw/dsl/terraform";

const guarded = ["aws_db_instance", "aws_kms_key"];

export default terraformPolicy({
  package: "main",
  deny: {
    *"databases and keys are not deleted"({ resource_changes }) {
      for (const { address, type, change } of resource_changes ?? []) {
        if (guarded.includes(type) && change.actions.includes("delete"))
          yield { msg: `${address} would be deleted`, details: { actions: change.actions } };
      }
    },
  },
  warn: {
    "only managed resources": ({ resource_changes }) =>
      (resource_changes ?? [])
        .filter(({ mode }) => mode === "data")
        .map(({ address }) => ({ msg: `${address} is read` })),
  },
});
