//go:build unix

package main

import (
	"cmp"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// kind is a managed resource.
type kind struct {
	crud.Registration
	services.Fixture
}

// kinds are all managed resources, by what follows rebilly_ in the type.
var kinds = loadKinds()

func loadKinds() map[string]kind {
	all := map[string]kind{}
	for _, registration := range provider.Registrations() {
		typeName := registration.ResourceType()
		if typeName == "" {
			continue
		}
		fixture, err := services.LoadFixture(typeName)
		if err != nil {
			panic(err)
		}
		all[strings.TrimPrefix(typeName, "rebilly_")] = kind{registration, fixture}
	}
	return all
}

// bodies write the attributes of the kinds that depend on more than their own attributes. The others have random values of their
// fixture.
var bodies = map[string]func(c *catalog, e *entry) string{
	"plan": (*catalog).plan, "custom_field": (*catalog).field, "api_key": (*catalog).key,
}

func (k kind) path(id string) string { return "/" + k.Collection + "/" + id }

// title is the attribute that has the title of an entry.
func (k kind) title() string { return cmp.Or(k.DisplayName, "description") }

// lists are the paths below the collection that list its objects.
func (k kind) lists() []string {
	if k.ListConfig["resource"] != nil {
		return []string{"products", "plans", "websites"}
	}
	return []string{""}
}
