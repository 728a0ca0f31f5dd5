package main

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/batch"
	"k8s.io/kubernetes/pkg/apis/core"
)

// strict refuses fields that the kind does not have, as `kubectl --validate=strict` does.
var strict = legacyscheme.Codecs.DecoderToVersion(
	json.NewSerializerWithOptions(
		json.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme, json.SerializerOptions{Strict: true},
	),
	runtime.InternalGroupVersioner,
)

// validate does what Store.Create and Store.Update of k8s.io/apiserver/pkg/registry/generic/registry do before they
// write an object.
func validate(asked request) []string {
	object, kind, err := decode(asked.Object)
	if err != nil {
		return []string{err.Error()}
	}
	served, known := resources[kind.GroupKind()]
	if !known {
		return []string{fmt.Sprintf("%s is not validated here", kind)}
	}
	if asked.OldObject == nil {
		return messages(create(served, kind, object))
	}
	old, _, err := decode(asked.OldObject)
	if err != nil {
		return []string{"before: " + err.Error()}
	}
	if errors := messages(create(served, kind, asCreated(old.DeepCopyObject()))); errors != nil {
		return append(errors, "so that it can never have been what is updated")
	}
	return messages(update(served, kind, object, old))
}

// asCreated takes away what only comes to an object that is there: containers that debug a pod, and the selector of a
// job, which the strategy of jobs makes.
func asCreated(object runtime.Object) runtime.Object {
	switch given := object.(type) {
	case *core.Pod:
		given.Spec.EphemeralContainers = nil
	case *batch.Job:
		given.Spec.Selector = nil
		delete(given.Spec.Template.Labels, batch.ControllerUidLabel)
		delete(given.Spec.Template.Labels, batch.JobNameLabel)
	}
	return object
}

func decode(text []byte) (runtime.Object, schema.GroupVersionKind, error) {
	object, kind, err := strict.Decode(text, nil, nil)
	if err != nil {
		return nil, schema.GroupVersionKind{}, err
	}
	return object, *kind, nil
}

func create(served resource, kind schema.GroupVersionKind, object runtime.Object) error {
	metadata, err := meta.Accessor(object)
	if err != nil {
		return err
	}
	rest.WipeObjectMetaSystemFields(metadata)
	rest.FillObjectMetaSystemFields(metadata)
	if metadata.GetGenerateName() != "" && metadata.GetName() == "" {
		metadata.SetName(served.strategy.GenerateName(metadata.GetGenerateName()))
	}
	allocate(object)
	return rest.BeforeCreate(served.strategy, asking("create", served, kind, metadata.GetNamespace()), object)
}

func update(served resource, kind schema.GroupVersionKind, object, old runtime.Object) error {
	metadata, err := meta.Accessor(object)
	if err != nil {
		return err
	}
	before, err := meta.Accessor(old)
	if err != nil {
		return err
	}
	// What is stored has a version, and an update that names none is of the newest.
	before.SetResourceVersion("1")
	if metadata.GetResourceVersion() == "" && served.strategy.AllowUnconditionalUpdate(genericapirequest.NewContext()) {
		metadata.SetResourceVersion("1")
	}
	allocate(object)
	allocate(old)
	return rest.BeforeUpdate(served.strategy, asking("update", served, kind, metadata.GetNamespace()), object, old)
}

// asking makes the context of a request, which tells the declarative rules the version they are for.
func asking(verb string, served resource, kind schema.GroupVersionKind, namespace string) context.Context {
	ctx := genericapirequest.NewContext()
	if served.strategy.NamespaceScoped() {
		ctx = genericapirequest.WithNamespace(ctx, namespace)
	} else {
		ctx = genericapirequest.WithNamespace(ctx, "")
	}
	return genericapirequest.WithRequestInfo(ctx, &genericapirequest.RequestInfo{
		IsResourceRequest: true,
		Verb:              verb,
		APIGroup:          kind.Group,
		APIVersion:        kind.Version,
		Resource:          served.name,
		Namespace:         namespace,
	})
}

// messages takes an error apart, one text for each thing that is wrong.
func messages(err error) []string {
	if err == nil {
		return nil
	}
	status, isStatus := err.(apierrors.APIStatus)
	if !isStatus || status.Status().Details == nil || len(status.Status().Details.Causes) == 0 {
		return []string{err.Error()}
	}
	var all []string
	for _, cause := range status.Status().Details.Causes {
		all = append(all, fmt.Sprintf("%s: %s", cause.Field, cause.Message))
	}
	return all
}
