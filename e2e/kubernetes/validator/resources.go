package main

import (
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/apis/apps"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	"k8s.io/kubernetes/pkg/apis/batch"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/apis/networking"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	"k8s.io/kubernetes/pkg/apis/rbac"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
)

// A resource is how the API server serves a kind.
type resource struct {
	name     string
	strategy interface {
		rest.RESTCreateStrategy
		rest.RESTUpdateStrategy
	}
}

var resources = map[schema.GroupKind]resource{
	core.Kind("ConfigMap"):             {"configmaps", configmap.Strategy},
	core.Kind("Namespace"):             {"namespaces", namespace.Strategy},
	core.Kind("Pod"):                   {"pods", pod.Strategy},
	core.Kind("ReplicationController"): {"replicationcontrollers", replicationcontroller.Strategy},
	core.Kind("Secret"):                {"secrets", secret.Strategy},
	core.Kind("Service"):               {"services", service.Strategy},
	core.Kind("ServiceAccount"):        {"serviceaccounts", serviceaccount.Strategy},
	apps.Kind("DaemonSet"):             {"daemonsets", daemonset.Strategy},
	apps.Kind("Deployment"):            {"deployments", deployment.Strategy},
	apps.Kind("ReplicaSet"):            {"replicasets", replicaset.Strategy},
	apps.Kind("StatefulSet"):           {"statefulsets", statefulset.Strategy},
	batch.Kind("CronJob"):              {"cronjobs", cronjob.Strategy},
	batch.Kind("Job"):                  {"jobs", job.Strategy},
	networking.Kind("Ingress"):         {"ingresses", ingress.Strategy},
	networking.Kind("NetworkPolicy"):   {"networkpolicies", networkpolicy.Strategy},
	rbac.Kind("ClusterRole"):           {"clusterroles", clusterrole.Strategy},
	rbac.Kind("ClusterRoleBinding"):    {"clusterrolebindings", clusterrolebinding.Strategy},
	rbac.Kind("Role"):                  {"roles", role.Strategy},
	rbac.Kind("RoleBinding"):           {"rolebindings", rolebinding.Strategy},
}

// allocate gives a Service an address, and a balanced one a port of the nodes to ask for its health, as the storage of
// services does before it validates (pkg/registry/core/service/storage). Other objects stay as they are.
func allocate(object runtime.Object) {
	given, isService := object.(*core.Service)
	if !isService || given.Spec.Type == core.ServiceTypeExternalName {
		return
	}
	spec := &given.Spec
	if spec.ClusterIP == "" {
		spec.ClusterIP = "10.96.0.17"
	}
	if len(spec.ClusterIPs) == 0 {
		spec.ClusterIPs = []string{spec.ClusterIP}
	}
	if spec.IPFamilyPolicy == nil {
		single := core.IPFamilyPolicySingleStack
		spec.IPFamilyPolicy = &single
	}
	if len(spec.IPFamilies) == 0 {
		family := core.IPv4Protocol
		if strings.Contains(spec.ClusterIP, ":") {
			family = core.IPv6Protocol
		}
		spec.IPFamilies = []core.IPFamily{family}
	}
	isLocal := spec.ExternalTrafficPolicy == core.ServiceExternalTrafficPolicyLocal
	if spec.Type == core.ServiceTypeLoadBalancer && isLocal && spec.HealthCheckNodePort == 0 {
		spec.HealthCheckNodePort = 30_999
	}
}
