//go:build unix

package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// kind is a managed resource.
type kind struct {
	crud.Registration
	services.Fixture
	// key are the attributes that identify an object, attributes those that can be configured.
	key, attributes []string
}

// kinds are all managed resources whose objects are created, can have any key and have a common list, by what follows
// rebilly_ in the type. The tests of
// event rulesets have writers that conflict.
var kinds = loadKinds()

func loadKinds() map[string]kind {
	all := map[string]kind{}
	for _, registration := range provider.Registrations() {
		typeName := registration.ResourceType()
		if typeName == "" || registration.Objects == nil && registration.AfterDestroy == nil {
			continue
		}
		fixture, err := services.LoadFixture(typeName)
		if err != nil {
			panic(err)
		}
		if fixture.Keys != nil || strings.Contains(registration.Collection, "{") {
			continue
		}
		description := registration.Description()
		k := kind{Registration: registration, Fixture: fixture, key: description.Key}
		for name, attribute := range description.Attributes {
			if attribute.IsRequired() || attribute.IsOptional() {
				k.attributes = append(k.attributes, name)
			}
		}
		all[strings.TrimPrefix(typeName, "rebilly_")] = k
	}
	return all
}

// bodies write the attributes of the kinds that depend on more than their own attributes. The others have random values of their
// fixture.
var bodies = map[string]func(c *catalog, e *entry) string{
	"plan": (*catalog).plan, "custom_field": (*catalog).field, "api_key": (*catalog).key,
}

func (k kind) path(id string) string { return "/" + k.Collection + "/" + id }

// title is the attribute that has the title of an entry. It is empty if only the key identifies an object for people.
func (k kind) title() string {
	title := cmp.Or(k.Random.Title, k.DisplayName, "description")
	if !slices.Contains(k.attributes, title) {
		return ""
	}
	return title
}

// lastKey is the attribute of the key that is unique among objects with the same parent.
func (k kind) lastKey() string { return k.key[len(k.key)-1] }

// hasChosenID reports whether a configuration can choose an id, and again after a failed create. The code of a coupon could not be
// used again.
func (k kind) hasChosenID() bool {
	return k.lastKey() == "id" && slices.Contains(k.attributes, "id") && k.AfterDestroy == nil
}

// lists are the paths below the collection that list its objects.
func (k kind) lists() []string {
	if k.ListConfig["resource"] != nil {
		return []string{"products", "plans", "websites"}
	}
	if credentialType, ok := k.ListConfig["type"].(string); ok {
		return []string{credentialType}
	}
	return []string{""}
}
