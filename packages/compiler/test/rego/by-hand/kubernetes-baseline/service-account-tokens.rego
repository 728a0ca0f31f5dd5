# METADATA
# title: k8sserviceaccounttokens
# description: Who pods are to the API server and, through it, to the cloud.
package k8sserviceaccounttokens

# METADATA
# title: no token of the default service account
# description: The token of the default service account is everybody's; where the pod says nothing, it is mounted.
# labels:
#   rule: no token of the default service account
#   effect: deny
violation contains {"msg": "the pod gets the token of the default service account", "details": {"rule": "no token of the default service account"}} if {
	object.get(pod_spec, "serviceAccountName", null) in {"", "default", null}
	not pod_spec.automountServiceAccountToken == false
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}
