package customfields

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Field declares the attribute custom_fields of a kind.
type Field struct {
	// Noun names one object in texts, such as product.
	Noun string
	// Resource is the kind of object in the declarations of custom fields, such as products.
	Resource string
}

var (
	_ kind.Field        = Field{}
	_ kind.SpecModifier = Field{}
)

// Attribute implements kind.Field.
func (f Field) Attribute() schema.Attribute { return Attribute(f.Noun) }

// Type implements kind.Field.
func (Field) Type() attr.Type { return types.DynamicType }

// ToAPI implements kind.Field.
func (Field) ToAPI(value attr.Value) any {
	dynamic, _ := value.(types.Dynamic)
	return map[string]any(ToAPI(dynamic))
}

// FromAPI implements kind.Field.
func (Field) FromAPI(value any, prior attr.Value) attr.Value {
	fields, _ := value.(map[string]any)
	if held, ok := prior.(types.Dynamic); ok {
		return FromAPI(fields, &held)
	}
	return FromAPI(fields, nil)
}

// Accept implements kind.Field. Rebilly may respond with [] for no fields.
func (Field) Accept(value any) (any, error) {
	list, isList := value.([]any)
	if _, isObject := value.(map[string]any); !isObject && (!isList || len(list) > 0) {
		return nil, errors.New("it is not an object")
	}
	return value, nil
}

// AddTo implements kind.Field. Custom fields are merged by name.
func (Field) AddTo(*rebilly.Shape, string) {}

// Definition implements kind.Field.
func (Field) Definition() kind.Definition {
	return kind.Definition{Type: "object", Default: map[string]any{}}
}

// ModifySpec implements kind.SpecModifier.
func (f Field) ModifySpec(spec *kind.Spec) {
	spec.PlanCheck = Check(f.Resource)
	spec.PruneImported = func(imported *rebilly.Document, configured rebilly.Document) bool {
		was, _ := imported.Fields["customFields"].(map[string]any)
		want, _ := configured.Fields["customFields"].(map[string]any)
		return PruneImported((*rebilly.Map[any])(&was), want)
	}
}
