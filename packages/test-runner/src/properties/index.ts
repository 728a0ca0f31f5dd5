import { auditAndAdmissionAgree } from "./audit-and-admission-agree.ts";
import { defaultDeny } from "./default-deny.ts";
import { denyHasReason } from "./deny-has-reason.ts";
import { denyWins } from "./deny-wins.ts";
import { enginesAgree } from "./engines-agree.ts";
import { everyContainerCounts } from "./every-container-counts.ts";
import { failsClosed } from "./fails-closed.ts";
import { irrelevantFields } from "./irrelevant-fields.ts";
import { listOrderAndDuplicates } from "./list-order-and-duplicates.ts";
import { monotone } from "./monotone.ts";
import { pathEncoding } from "./path-encoding.ts";
import { podAndTemplates } from "./pod-and-templates.ts";
import type { Property } from "./property.ts";
import { subresourcesDoNotBypass } from "./subresources-do-not-bypass.ts";
import { total } from "./total.ts";
import { updateCannotReachWhatCreateDenies } from "./update-cannot-reach-what-create-denies.ts";
import { weakerCredential } from "./weaker-credential.ts";

/** A property that can be tried without being told anything about a policy. */
export interface PropertyRow {
  readonly name: string;
  readonly make: () => Property;
  /** Whether `bylaw fuzz` tries it unasked: what it says holds for every sound policy. */
  readonly unasked: boolean;
}

const row = (property: { of(): Property }, unasked: boolean): PropertyRow => ({
  name: property.of().name,
  make: () => property.of(),
  unasked,
});

/** All properties that need no options. `nonInterference` and `unchangedExcept` do. */
export const readyProperties: readonly PropertyRow[] = [
  row(enginesAgree, true),
  row(total, true),
  row(failsClosed, true),
  row(defaultDeny, true),
  row(denyWins, true),
  row(denyHasReason, true),
  row(weakerCredential, true),
  row(irrelevantFields, false),
  row(monotone, false),
  row(listOrderAndDuplicates, false),
  row(pathEncoding, false),
  row(podAndTemplates, false),
  row(updateCannotReachWhatCreateDenies, false),
  row(subresourcesDoNotBypass, false),
  row(everyContainerCounts, false),
  row(auditAndAdmissionAgree, false),
];
