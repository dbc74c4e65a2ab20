package main

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// knowledge is what a review reads from the provider. A new kind of object is covered by its registration.
type knowledge struct {
	resources, dataSources map[string]node
	registrations          map[string]crud.Registration
}

// A node is an attribute in a schema, or what has attributes or elements.
type node struct {
	// isSecret is true for a sensitive or write-only attribute.
	isSecret bool
	// isComputed is true for an attribute that cannot be configured.
	isComputed bool
	// isRequired is true for an attribute that must be configured.
	isRequired bool
	isSet      bool
	// attributes are those of an object, and element is that of a collection. Both are nil for other values.
	attributes map[string]node
	element    *node
	// isOpen is true for a value whose parts have no schema, such as a dynamic value.
	isOpen bool
}

func readKnowledge() (knowledge, error) {
	ctx := context.Background()
	schemas, err := providerserver.NewProtocol6(provider.New("review")())().GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return knowledge{}, err
	}
	for _, diagnostic := range schemas.Diagnostics {
		return knowledge{}, errors.New(diagnostic.Summary + ": " + diagnostic.Detail)
	}
	k := knowledge{nodes(schemas.ResourceSchemas), nodes(schemas.DataSourceSchemas), map[string]crud.Registration{}}
	for _, registration := range provider.Registrations() {
		k.registrations[registration.ResourceType()] = registration
	}
	return k, nil
}

func nodes(schemas map[string]*tfprotov6.Schema) map[string]node {
	result := map[string]node{}
	for name, schema := range schemas {
		result[name] = blockNode(schema.Block)
	}
	return result
}

func blockNode(block *tfprotov6.SchemaBlock) node {
	n := objectNode(block.Attributes)
	for _, nested := range block.BlockTypes {
		content := blockNode(nested.Block)
		switch nested.Nesting {
		case tfprotov6.SchemaNestedBlockNestingModeSingle, tfprotov6.SchemaNestedBlockNestingModeGroup:
			n.attributes[nested.TypeName] = content
		default:
			n.attributes[nested.TypeName] = node{element: &content, isSet: nested.Nesting == tfprotov6.SchemaNestedBlockNestingModeSet}
		}
	}
	return n
}

func objectNode(attributes []*tfprotov6.SchemaAttribute) node {
	n := node{attributes: map[string]node{}}
	for _, attribute := range attributes {
		child := typeNode(attribute.Type)
		if nested := attribute.NestedType; nested != nil {
			child = objectNode(nested.Attributes)
			if nested.Nesting != tfprotov6.SchemaObjectNestingModeSingle {
				element := child
				child = node{element: &element, isSet: nested.Nesting == tfprotov6.SchemaObjectNestingModeSet}
			}
		}
		child.isSecret = attribute.Sensitive || attribute.WriteOnly
		child.isRequired = attribute.Required
		child.isComputed = attribute.Computed && !attribute.Optional && !attribute.Required
		n.attributes[attribute.Name] = child
	}
	return n
}

func typeNode(t tftypes.Type) node {
	switch t := t.(type) {
	case nil:
		return node{}
	case tftypes.List:
		return collectionNode(t.ElementType, false)
	case tftypes.Map:
		return collectionNode(t.ElementType, false)
	case tftypes.Set:
		return collectionNode(t.ElementType, true)
	case tftypes.Object:
		n := node{attributes: map[string]node{}}
		for name, attribute := range t.AttributeTypes {
			n.attributes[name] = typeNode(attribute)
		}
		return n
	}
	return node{isOpen: t.Is(tftypes.DynamicPseudoType)}
}

func collectionNode(elementType tftypes.Type, isSet bool) node {
	element := typeNode(elementType)
	return node{element: &element, isSet: isSet}
}

// child returns the node of an attribute or element. One that the schema does not have is secret: a newer release of the provider has it,
// and may mark it as sensitive.
func (n node) child(name string) node {
	switch {
	case n.isOpen:
		return n
	case n.element != nil:
		return *n.element
	}
	if child, ok := n.attributes[name]; ok {
		return child
	}
	return node{isSecret: true, isOpen: true}
}
