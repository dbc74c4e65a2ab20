package mountconfig

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

// order lists the attributes of each object in the order of their options in the JSON. Other attributes follow, sorted by name.
var order = map[string][]string{
	"": {
		"publishable_key", "website_id", "items", "addons", "bump_offer", "money", "invoice_id", "transaction_id", "deposit", "payout",
		"transaction_type", "form", "summary", "locale", "country_code", "features", "payment_instruments", "theme", "css", "i18n",
	},
	"items":          {"plan_id", "quantity", "quantity_range"},
	"addons":         {"plan_id"},
	"bump_offer":     {"plan_id"},
	"quantity_range": {"default", "minimum", "maximum"},
	"deposit":        {"deposit_request_id", "currency", "amount", "buttons", "editable"},
	"custom_amount":  {"minimum", "maximum"},
	"features": {
		"enable_telemetry", "hide_confirmation", "hide_result", "full_page_redirect", "hide_continue", "hide_zero_amount_summary_items",
	},
	"payment_instruments": {
		"compact_express_instruments", "allow_create", "allow_update", "allow_deactivate", "allow_make_default", "address",
		"additional_fields", "payment_card", "paypal", "google_pay", "apple_pay",
	},
	"address":           {"name", "region", "show", "hide"},
	"additional_fields": {"show"},
}

// notOptions are the attributes that are not options of mount().
var notOptions = []string{"jwt_only", extra}

// Options returns the options of RebillyInstruments.mount(), without the customer's token. It omits null attributes: mount() has its own
// defaults, and stricter versions of it reject null. Unknown attributes stay unknown.
func Options(config types.Object, environment, organizationID types.String) Object {
	// The default of apiMode is live, regardless of the key.
	options := Object{}
	options.add("apiMode", environment)
	attributes := config.Attributes()
	if key := attributes[publishableKey]; key != nil && !key.IsNull() {
		// Otherwise the customer's token includes the organization.
		options.add("organizationId", organizationID)
	}
	for _, name := range ordered("", Attributes()) {
		if !slices.Contains(notOptions, name) {
			options.addAttribute(name, attributes[name])
		}
	}
	if more := attributes[extra]; more != nil && !isNull(more) {
		if object, ok := literal(more).(Object); ok {
			options = merged(options, object)
		}
	}
	return options
}

// merged returns an object with the members of a different one, which replace its own. Objects are merged.
func merged(object, more Object) Object {
	for _, member := range more {
		i := slices.IndexFunc(object, func(m Member) bool { return m.Name == member.Name })
		if i < 0 {
			object = append(object, member)
			continue
		}
		before, isObject := object[i].Value.(Object)
		if after, ok := member.Value.(Object); ok && isObject {
			member.Value = merged(before, after)
		}
		object[i] = member
	}
	return object
}

// IsUnknown reports whether no option of a configuration is known, because extra may replace any.
func IsUnknown(config types.Object) bool {
	more := config.Attributes()[extra]
	return more != nil && isUnknown(more)
}

// Get returns the value at the names of members, nil if there is none.
func (o Object) Get(name string, rest ...string) any {
	for _, member := range o {
		if member.Name != name {
			continue
		}
		if len(rest) == 0 {
			return member.Value
		}
		object, _ := member.Value.(Object)
		return object.Get(rest[0], rest[1:]...)
	}
	return nil
}

// ordered returns the names of the members of an object in the order of the JSON.
func ordered[T any](object string, members map[string]T) []string {
	names := slices.DeleteFunc(slices.Clone(order[object]), func(name string) bool {
		_, ok := members[name]
		return !ok
	})
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Object is a JSON object whose members keep their order, so that its encoding is stable.
type Object []Member

// Member is a member of an Object.
type Member struct {
	Name string
	// Value is a string, a bool, a json.Number, an Object, a []any of these, or an unknown value.
	Value any
}

var _ json.Marshaler = Object(nil)

// add adds a member unless it is null.
func (o *Object) add(name string, value attr.Value) {
	if value != nil && !isNull(value) {
		*o = append(*o, Member{name, option("", value)})
	}
}

// addAttribute adds the option of an attribute unless it is null.
func (o *Object) addAttribute(name string, value attr.Value) {
	if value == nil || isNull(value) {
		return
	}
	*o = append(*o, Member{optionName(name), option(name, value)})
}

// optionName returns the name of the option of an attribute. A quantity is a number or a range.
func optionName(attribute string) string {
	if attribute == "quantity_range" {
		return "quantity"
	}
	return naming.Camel(attribute)
}

// option returns the value of the option of an attribute, which is not null.
func option(attribute string, value attr.Value) any {
	if isUnknown(value) {
		return unknown(value)
	}
	switch v := value.(type) {
	case types.Object:
		object := Object{}
		for _, name := range ordered(attribute, v.Attributes()) {
			object.addAttribute(name, v.Attributes()[name])
		}
		return object
	case types.Map, types.Dynamic:
		return literal(value)
	case types.List:
		list := make([]any, len(v.Elements()))
		for i, element := range v.Elements() {
			list[i] = option(attribute, element)
		}
		return list
	case types.Float64:
		return decimal.ToJSON(v)
	case types.Int64:
		return json.Number(v.String())
	}
	return dynamicvalue.ToJSON(value)
}

// literal returns the value of an option whose names are those of the library, sorted.
func literal(value attr.Value) any {
	switch {
	case isUnknown(value):
		return unknown(value)
	case isNull(value):
		return nil
	}
	switch v := value.(type) {
	case types.Dynamic:
		return literal(v.UnderlyingValue())
	case types.List:
		return literals(v.Elements())
	case types.Set:
		return literals(v.Elements())
	case types.Tuple:
		return literals(v.Elements())
	case types.Map, types.Object:
		members := dynamicvalue.Members(v)
		object := Object{}
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if !isNull(members[name]) {
				object = append(object, Member{name, literal(members[name])})
			}
		}
		return object
	}
	return dynamicvalue.ToJSON(value)
}

func literals(values []attr.Value) []any {
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = literal(value)
	}
	return list
}

func isNull(value attr.Value) bool {
	v, isDynamic := value.(types.Dynamic)
	return value.IsNull() || isDynamic && v.IsUnderlyingValueNull()
}

func isUnknown(value attr.Value) bool {
	v, isDynamic := value.(types.Dynamic)
	return value.IsUnknown() || isDynamic && v.IsUnderlyingValueUnknown()
}

// unknown returns the unknown value of an option: its type is known if the attribute is not an object or a list.
func unknown(value attr.Value) attr.Value {
	switch value.(type) {
	case types.String:
		return types.StringUnknown()
	case types.Bool:
		return types.BoolUnknown()
	case types.Float64, types.Int64, types.Number:
		return types.NumberUnknown()
	}
	return types.DynamicUnknown()
}

// Value returns the options as a Terraform value.
func (o Object) Value() types.Object {
	members := make(map[string]attr.Value, len(o))
	for _, member := range o {
		members[member.Name] = terraformValue(member.Value)
	}
	return dynamicvalue.Object(members)
}

func terraformValue(value any) attr.Value {
	switch v := value.(type) {
	case attr.Value:
		return v
	case Object:
		return v.Value()
	case []any:
		values := make([]attr.Value, len(v))
		for i, element := range v {
			values[i] = terraformValue(element)
		}
		return dynamicvalue.Tuple(values)
	}
	return dynamicvalue.FromJSON(value)
}

// MarshalJSON implements json.Marshaler. It escapes characters that could end a <script> element or a line of JavaScript.
func (o Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, member := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(member.Name)
		if err != nil {
			return nil, err
		}
		// json.Marshal escapes HTML by default.
		value, err := json.Marshal(member.Value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
