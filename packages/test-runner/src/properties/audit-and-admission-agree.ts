import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { notKubernetes, reviewOf, withReview } from "./kubernetes-review.ts";
import { decidesAlike, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** What the webhook lets in, the audit does not complain about, and the other way round. */
export const auditAndAdmissionAgree = readyProperty<object>(
  (): Property => ({
    name: "auditAndAdmissionAgree",
    claim: "an object is decided alike when it is created and when an audit finds it",
    inputs: "wellFormed",
    silence: (policy) =>
      notKubernetes(policy) ??
      (policy.kind === "gatekeeper" ? undefined : "only Gatekeeper audits what is there already"),
    check: (question, verdict, context) =>
      decidesAlike(verdict, asAudited(question, context.policy), context, "when an audit finds it"),
  }),
);

/** As Gatekeeper's audit asks: nobody asked for anything, so that operation and user are empty. */
function* asAudited(question: Question, policy: TestedPolicy): Generator<Question> {
  const found = reviewOf(question, policy);
  if (found === undefined || found.review.operation !== "CREATE") return;
  yield withReview(question, found.root, {
    operation: "",
    uid: "",
    userInfo: {},
    resource: { group: "", version: "", resource: "" },
    oldObject: undefined,
    dryRun: undefined,
    options: undefined,
    subResource: undefined,
  });
}
