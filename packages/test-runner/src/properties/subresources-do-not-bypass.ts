import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { isAbout, kindOf, notKubernetes, reviewOf, withReview } from "./kubernetes-review.ts";
import { neverGrants, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** The subresources through which the API server takes a changed pod. */
const subresources = ["ephemeralcontainers", "resize"];

/** What may not be in a pod does not get in through a subresource. */
export const subresourcesDoNotBypass = readyProperty<object>(
  (): Property => ({
    name: "subresourcesDoNotBypass",
    claim: `a Pod that is denied is denied through ${subresources.join(" and ")}, too`,
    inputs: "wellFormed",
    silence: (policy) =>
      notKubernetes(policy) ?? (isAbout(policy, "Pod") ? undefined : "it is not about v1/Pod"),
    check: (question, verdict, context) =>
      neverGrants(verdict, throughSubresources(question, context.policy), context, "through a subresource"),
  }),
);

function* throughSubresources(question: Question, policy: TestedPolicy): Generator<Question> {
  const found = reviewOf(question, policy);
  if (found === undefined || kindOf(found.object) !== "Pod") return;
  const { root, review, object } = found;
  // Others are no changes of the object, or none that has an object.
  if (review.operation !== "CREATE" && review.operation !== "UPDATE") return;
  if (typeof review.subResource === "string" && review.subResource !== "") return;
  for (const subResource of subresources)
    yield withReview(question, root, { subResource, operation: "UPDATE", oldObject: object });
}
