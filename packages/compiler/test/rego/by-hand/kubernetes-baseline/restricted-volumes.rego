# METADATA
# title: k8srestrictedvolumes
# description: "Restricted: which volumes pods may have."
package k8srestrictedvolumes

# METADATA
# title: volumes of a restricted kind
# labels:
#   rule: volumes of a restricted kind
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "volumes of a restricted kind"}} if {
	some volume in pod_spec.volumes
	not is_restricted(volume)
	msg := $"volume {volume.name} is of a kind that is not permitted"
}

is_restricted(volume) if {
	some kind in ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"]
	volume[kind] != null
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}
