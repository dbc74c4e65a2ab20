package coretest

import (
	"maps"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// ResourceType is a managed resource with its test data.
type ResourceType struct {
	crud.Registration
	services.Fixture
	// Type is the name of the resource, and with an s that of the plural data source.
	Type string
}

// ResourceTypes are all that the provider manages.
var ResourceTypes = resourceTypes()

func resourceTypes() []ResourceType {
	var all []ResourceType
	for _, registration := range provider.Registrations() {
		if typeName := registration.ResourceType(); typeName != "" {
			fixture, err := services.LoadFixture(typeName)
			if err != nil {
				panic(err)
			}
			all = append(all, ResourceType{registration, fixture, typeName})
		}
	}
	return all
}

// ResourceTypeOf returns the ResourceType of a name.
func ResourceTypeOf(typeName string) ResourceType {
	for _, managed := range ResourceTypes {
		if managed.Type == typeName {
			return managed
		}
	}
	panic("provider.Registrations has no " + typeName)
}

// Key returns the attributes that make up a key in an organization, such as ID.
func Key(id string) Object {
	if resource, name, two := strings.Cut(id, "/"); two {
		return Object{"resource": resource, "name": name}
	}
	return Object{"id": id}
}

// With returns a copy of a configuration with more attributes.
func With(config, more Object) Object {
	config = maps.Clone(config)
	maps.Copy(config, more)
	return config
}
