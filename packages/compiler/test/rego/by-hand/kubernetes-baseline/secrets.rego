# METADATA
# title: k8ssecrets
# description: Secrets come from a store while the pod runs, and are written down nowhere.
package k8ssecrets

# METADATA
# title: no secret is written into the environment
# labels:
#   rule: no secret is written into the environment
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no secret is written into the environment"}} if {
	some container in containers
	some variable in container.env
	not object.get(variable, "value", null) in {"", null}
	regex.match("(?i)(passw(or)?d|secret|token|credential|(api|access|private|signing)_?key)", variable.name)
	msg := $"container {container.name} has the value of {variable.name} in its environment"
}

# METADATA
# title: no access key is written into the environment
# description: Long-lived keys of AWS begin with AKIA, whatever the variable is called.
# labels:
#   rule: no access key is written into the environment
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "no access key is written into the environment"}} if {
	some container in containers
	some variable in container.env
	regex.match("\\bAKIA[0-9A-Z]{16}\\b", variable.value)
	msg := $"container {container.name} has an access key in {variable.name}"
}

# METADATA
# title: secrets come from a SecretProviderClass
# description: The Secret that the CSI driver makes is there only while the pod mounts its volume.
# labels:
#   rule: secrets come from a SecretProviderClass
#   effect: deny
violation contains {"msg": msg, "details": {"rule": "secrets come from a SecretProviderClass"}} if {
	not has_provider
	some container in containers
	some variable in container.env
	variable.valueFrom.secretKeyRef != null
	msg := $"container {container.name} takes {variable.name} from a Secret without a SecretProviderClass"
}

has_provider if {
	some volume in pod_spec.volumes
	volume.csi.driver == "secrets-store.csi.k8s.io"
	not object.get(volume.csi, ["volumeAttributes", "secretProviderClass"], null) in {"", null}
}

pod_spec := input.review.object.spec if input.review.kind.kind == "Pod"

pod_spec := input.review.object.spec.jobTemplate.spec.template.spec if input.review.kind.kind == "CronJob"

pod_spec := input.review.object.spec.template.spec if not input.review.kind.kind in {"Pod", "CronJob"}

containers contains container if {
	some list in ["containers", "initContainers", "ephemeralContainers"]
	some container in pod_spec[list]
}
