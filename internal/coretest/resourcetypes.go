package coretest

import (
	"context"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// ResourceType is a managed resource with its test data. The ID of settings is the organization of package fakeapi.
type ResourceType struct {
	crud.Registration
	services.Fixture
	Type string
	// PluralType is the name of the plural data source, empty for settings. Without rebilly_ it is the attribute with the objects.
	PluralType string
	// Key are the attributes that identify an object in an organization: id, a natural key, or organization_id for settings.
	Key []string

	attributes map[string]schema.Attribute
}

// ResourceTypes are all that the provider manages.
var ResourceTypes = resourceTypes()

func resourceTypes() []ResourceType {
	var all []ResourceType
	for _, registration := range provider.Registrations() {
		typeName := registration.ResourceType()
		if typeName == "" {
			continue
		}
		fixture, err := services.LoadFixture(typeName)
		if err != nil {
			panic(err)
		}
		managed := ResourceType{Registration: registration, Fixture: fixture, Type: typeName}
		description := registration.Description()
		managed.Key, managed.attributes = description.Key, description.Attributes
		if len(registration.DataSources) > 1 {
			var response datasource.MetadataResponse
			registration.DataSources[1]().Metadata(context.Background(),
				datasource.MetadataRequest{ProviderTypeName: crud.ProviderTypeName}, &response)
			managed.PluralType = response.TypeName
		}
		if managed.IsSettings() {
			managed.ID = fakeapi.Organization
		}
		all = append(all, managed)
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

// Seed stores what the configurations of all fixtures refer to: objects, and the custom field myTier.
func Seed(rebilly *fakeapi.Server) {
	SeedObjects(rebilly)
	for _, managed := range ResourceTypes {
		if managed.HasAttribute("custom_fields") {
			rebilly.Put("custom-fields", managed.Collection+"/myTier", Object{"type": "string"})
		}
	}
}

// SeedObjects stores the objects that the configurations of all fixtures refer to.
func SeedObjects(rebilly *fakeapi.Server) {
	for _, managed := range ResourceTypes {
		for path, object := range managed.Requires {
			collection, id, _ := strings.Cut(path, "/")
			rebilly.Put(collection, id, object)
		}
	}
}

// HasAttribute reports whether the resource has an attribute.
func (r ResourceType) HasAttribute(name string) bool {
	_, ok := r.attributes[name]
	return ok
}

// IsSettings reports whether every organization has exactly one object, which is never created or deleted.
func (r ResourceType) IsSettings() bool { return r.PluralType == "" }

// IsForgotten reports whether a destroy sends no request and leaves the object in Rebilly.
func (r ResourceType) IsForgotten() bool { return r.AfterDestroy != nil && len(r.AfterDestroy) == 0 }

// WaitsForCreate reports whether the timeouts include one for create.
func (r ResourceType) WaitsForCreate() bool {
	timeouts, ok := r.attributes["timeouts"].(schema.SingleNestedAttribute)
	return ok && timeouts.Attributes["create"] != nil
}

// KeyOf returns the attributes that make up an id.
func (r ResourceType) KeyOf(id string) Object {
	key := Object{}
	for i, part := range strings.SplitN(id, "/", len(r.Key)) {
		key[r.Key[i]] = part
	}
	return key
}

// ObjectPath returns the path of the object with an id.
func (r ResourceType) ObjectPath(id string) string {
	before, after, isNested := strings.Cut(r.Collection, "/{")
	if !isNested {
		return r.Collection + "/" + id
	}
	scope, within, _ := strings.Cut(id, "/")
	_, after, _ = strings.Cut(after, "}")
	return strings.TrimSuffix(before+"/"+scope+after+"/"+within, "/")
}

// ListPath returns the path of the list that ListConfig selects.
func (r ResourceType) ListPath() string {
	before, after, isNested := strings.Cut(r.Collection, "/{")
	if isNested && len(r.Key) == 1 {
		return before
	}
	if _, after, _ = strings.Cut(after, "}"); isNested {
		return before + "/" + fmt.Sprint(r.ListConfig[r.Key[0]]) + after
	}
	path := r.Collection
	for _, name := range r.Key[:len(r.Key)-1] {
		path += fmt.Sprint("/", r.ListConfig[name])
	}
	return path
}

// LookUp returns the arguments of the singular data source for an id. Settings need none.
func (r ResourceType) LookUp(id string) Object {
	if r.IsSettings() {
		return Object{}
	}
	return r.KeyOf(id)
}

// WithKey returns a copy of a configuration with a key. Where only Rebilly can choose the key, the copy has none.
func (r ResourceType) WithKey(config Object, id string) Object {
	if !r.HasConfigurableKey() {
		return maps.Clone(config)
	}
	return With(config, r.KeyOf(id))
}

// HasUpdate reports whether Rebilly can update an object. A change of one that it cannot update replaces it.
func (r ResourceType) HasUpdate() bool {
	operations := names.Collections[r.Collection]
	return operations.Post == "" || operations.Put != "" || operations.Patch != ""
}

// HasConfigurableKey reports whether a configuration can choose the key of an object.
func (r ResourceType) HasConfigurableKey() bool {
	last := r.attributes[r.Key[len(r.Key)-1]]
	return last.IsRequired() || last.IsOptional()
}

// RenamesInPlace reports whether a different key is an update of the object.
func (r ResourceType) RenamesInPlace() bool {
	declared, ok := r.Resource().(interface{ Declaration() kind.Kind })
	return ok && declared.Declaration().RenamesInPlace
}

// HasNaturalKey reports whether the key is what a configuration must have anyway.
func (r ResourceType) HasNaturalKey() bool { return r.Key[0] != "id" && !r.IsSettings() }

// Numbered returns a copy of a configuration whose object can exist together with those of other numbers.
func (r ResourceType) Numbered(config Object, number int) Object {
	config = maps.Clone(config)
	if r.HasNaturalKey() && r.HasConfigurableKey() {
		config[r.Key[len(r.Key)-1]] = r.NumberedKey(number)
	}
	if r.Unique != "" {
		config[r.Unique] = fmt.Sprint("a", number, config[r.Unique])
	}
	return config
}

// NumberedKey returns a value of the last attribute of a natural key.
func (r ResourceType) NumberedKey(number int) string {
	if r.Keys != nil {
		return r.Keys[number]
	}
	return fmt.Sprint("key", number)
}

// ChosenID returns the id with a last part that a configuration can choose, which is the name if the key can have any value.
func (r ResourceType) ChosenID(name string) string {
	if r.Keys != nil {
		name = r.Keys[len(r.Keys)-1]
	}
	return path.Join(path.Dir(r.ID), name)
}

// IDOf returns the id that the attributes of an object make up.
func (r ResourceType) IDOf(attributes Object) string {
	parts := make([]string, len(r.Key))
	for i, name := range r.Key {
		parts[i] = fmt.Sprint(attributes[name])
	}
	return strings.Join(parts, "/")
}

// Store stores an object with an id in the emulator.
func (r ResourceType) Store(rebilly *fakeapi.Server, id string, object Object) {
	rebilly.Put(r.Collection, r.storedID(id), object)
}

// Get returns the object with an id in the emulator.
func (r ResourceType) Get(rebilly *fakeapi.Server, id string) (Object, bool) {
	return rebilly.Get(r.Collection, r.storedID(id))
}

// storedID returns the id in the emulator, in which settings have none.
func (r ResourceType) storedID(id string) string {
	if r.IsSettings() {
		return ""
	}
	return id
}

// With returns a copy of a configuration with more attributes.
func With(config, more Object) Object {
	config = maps.Clone(config)
	maps.Copy(config, more)
	return config
}
