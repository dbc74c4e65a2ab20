package tfvalue

import "github.com/hashicorp/terraform-plugin-framework/resource/schema"

// HasWriteOnly reports whether an attribute is write-only, or an attribute within it. Such an attribute must not be computed.
func HasWriteOnly(attribute schema.Attribute) bool {
	if attribute.IsWriteOnly() {
		return true
	}
	for _, child := range ChildAttributes(attribute) {
		if HasWriteOnly(child) {
			return true
		}
	}
	return false
}

// ChildAttributes returns the attributes of a nested attribute.
func ChildAttributes(attribute schema.Attribute) map[string]schema.Attribute {
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		return a.Attributes
	case schema.ListNestedAttribute:
		return a.NestedObject.Attributes
	case schema.MapNestedAttribute:
		return a.NestedObject.Attributes
	}
	return nil
}
