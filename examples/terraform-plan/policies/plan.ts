import { t } from "@bylaw/dsl/schema";
import { terraformPolicy } from "@bylaw/dsl/terraform";

/** What must not go away without a person who says so. */
const stateful = ["aws_db_instance", "aws_kms_key", "aws_s3_bucket"];

/** The part of an access block that matters here. */
const accessBlock = t.object({ block_public_acls: t.boolean, block_public_policy: t.boolean });

/** What a plan may do to the account. */
export default terraformPolicy({
  package: "main",
  deny: {
    *"databases, keys and buckets stay"({ resource_changes }) {
      for (const { address, type, change } of resource_changes ?? []) {
        if (stateful.includes(type) && change.actions.includes("delete"))
          yield { msg: `${address} would be deleted`, details: { type } };
      }
    },

    /** Values that are only known later are not known to be right. */
    *"buckets are closed to the public"({ resource_changes }) {
      for (const { address, type, change } of resource_changes ?? []) {
        if (type !== "aws_s3_bucket_public_access_block" || !change.actions.includes("create")) continue;
        const { after } = change;
        if (!accessBlock.is(after) || !after.block_public_acls || !after.block_public_policy)
          yield { msg: `${address} leaves its bucket open` };
      }
    },
  },
  warn: {
    *"names have no spaces"({ resource_changes }) {
      for (const { address } of resource_changes ?? []) {
        if (address.includes(" ")) yield { msg: `${address} has a space in it` };
      }
    },
  },
});
