package kind_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

func texts(values ...string) []attr.Value {
	all := []attr.Value{}
	for _, value := range values {
		all = append(all, types.StringValue(value))
	}
	return all
}

var (
	point      = kind.Fields{"x_axis": kind.Integer{Required: true}, "note": kind.Text{}}
	pointTypes = point.Types()
	union      = kind.Union{Discriminator: "type", Variants: map[string]kind.Object{
		"aws-ses": {Fields: kind.Fields{"region": kind.Text{Required: true}}}, "smtp": {Fields: kind.Fields{"host": kind.Text{}}},
	}}
	typed = kind.TypedObjects{Types: map[string]kind.Object{
		"paid-by-time": {Fields: kind.Fields{"time": kind.Time{Required: true}}}, "exclusive": {},
	}}
)

func pointOf(x int64, note types.String) attr.Value {
	return types.ObjectValueMust(pointTypes, map[string]attr.Value{"x_axis": types.Int64Value(x), "note": note})
}

func listOf(points ...attr.Value) attr.Value {
	return types.ListValueMust(types.ObjectType{AttrTypes: pointTypes}, points)
}

func mapOf(value string) attr.Value {
	return types.MapValueMust(types.StringType, map[string]attr.Value{"k": types.StringValue(value)})
}

func unionOf(region string) attr.Value {
	unionTypes, _ := union.Type().(types.ObjectType)
	awsSES, _ := unionTypes.AttrTypes["aws_ses"].(types.ObjectType)
	smtp, _ := unionTypes.AttrTypes["smtp"].(types.ObjectType)
	return types.ObjectValueMust(unionTypes.AttrTypes, map[string]attr.Value{
		"aws_ses": types.ObjectValueMust(awsSES.AttrTypes, map[string]attr.Value{"region": types.StringValue(region)}),
		"smtp":    types.ObjectNull(smtp.AttrTypes),
	})
}

func typedOf(exclusive bool) attr.Value {
	typedTypes, _ := typed.Type().(types.ObjectType)
	paidByTime, _ := typedTypes.AttrTypes["paid_by_time"].(types.ObjectType)
	return types.ObjectValueMust(typedTypes.AttrTypes, map[string]attr.Value{
		"paid_by_time": types.ObjectValueMust(paidByTime.AttrTypes, map[string]attr.Value{"time": types.StringValue("2026-01-31T10:00:00Z")}),
		"exclusive":    types.BoolValue(exclusive),
	})
}

// TestFields_RoundTrip converts values to JSON and back.
func TestFields_RoundTrip(t *testing.T) {
	for name, test := range map[string]struct {
		field kind.Field
		value attr.Value
		json  string
	}{
		"text":                 {kind.Text{}, types.StringValue("a"), `"a"`},
		"null text":            {kind.Text{}, types.StringNull(), `null`},
		"true":                 {kind.Boolean{}, types.BoolValue(true), `true`},
		"null boolean":         {kind.Boolean{}, types.BoolNull(), `null`},
		"integer":              {kind.Integer{}, types.Int64Value(9007199254740993), `9007199254740993`},
		"null integer":         {kind.Integer{}, types.Int64Null(), `null`},
		"null number":          {kind.Number{}, types.Float64Null(), `null`},
		"timestamp":            {kind.Time{}, types.StringValue("2026-01-31T10:00:00+02:00"), `"2026-01-31T10:00:00+02:00"`},
		"list":                 {kind.Texts{}, types.ListValueMust(types.StringType, texts("b", "a")), `["b","a"]`},
		"empty list":           {kind.Texts{}, types.ListValueMust(types.StringType, texts()), `[]`},
		"null list":            {kind.Texts{}, types.ListNull(types.StringType), `null`},
		"set":                  {kind.Texts{Unordered: true}, types.SetValueMust(types.StringType, texts("b", "a")), `["a","b"]`},
		"map":                  {kind.TextMap{}, mapOf("v"), `{"k":"v"}`},
		"null map":             {kind.TextMap{}, types.MapNull(types.StringType), `null`},
		"object":               {kind.Object{Fields: point}, pointOf(1, types.StringNull()), `{"note":null,"xAxis":1}`},
		"null object":          {kind.Object{Fields: point}, types.ObjectNull(pointTypes), `null`},
		"list of objects":      {kind.Objects{Fields: point}, listOf(pointOf(2, types.StringValue("n"))), `[{"note":"n","xAxis":2}]`},
		"null list of objects": {kind.Objects{Fields: point}, types.ListNull(types.ObjectType{AttrTypes: pointTypes}), `null`},
		"union":                {union, unionOf("eu"), `{"region":"eu","type":"aws-ses"}`},
		"typed objects":        {typed, typedOf(true), `[{"type":"exclusive"},{"time":"2026-01-31T10:00:00Z","type":"paid-by-time"}]`},
		"JSON":                 {kind.JSON{}, types.StringValue(`{"a":[1.50,"<b>"]}`), `{"a":[1.50,"<b>"]}`},
		"null JSON":            {kind.JSON{}, types.StringNull(), `null`},
	} {
		sent := test.field.ToAPI(test.value)
		if got := encode(t, sent); got != test.json {
			t.Errorf("%s: got %s, want %s", name, got, test.json)
		}
		if sent != nil {
			kept, err := test.field.Accept(sent)
			if err != nil || encode(t, kept) != test.json {
				t.Errorf("%s: got %s and the error %v, want %s", name, encode(t, kept), err, test.json)
			}
		}
		if got := test.field.FromAPI(sent, nil); !got.Equal(test.value) {
			t.Errorf("%s: got %s, want %s", name, got, test.value)
		}
	}
}

func encode(t *testing.T, value any) string {
	t.Helper()
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

// TestFields_Unset shows how a request represents an attribute that is not set.
func TestFields_Unset(t *testing.T) {
	for name, test := range map[string]struct {
		field kind.Field
		want  string
	}{
		"omitted text":           {kind.Text{Unset: kind.Omit}, "omitted"},
		"empty text":             {kind.Text{Unset: kind.Empty}, `""`},
		"read-only text":         {kind.Text{ReadOnly: true}, "omitted"},
		"read-only boolean":      {kind.Boolean{ReadOnly: true}, "omitted"},
		"read-only integer":      {kind.Integer{ReadOnly: true}, "omitted"},
		"boolean with a default": {kind.Boolean{Default: new(true)}, "true"},
		"omitted boolean":        {kind.Boolean{Unset: kind.Omit}, "omitted"},
		"omitted integer":        {kind.Integer{Unset: kind.Omit}, "omitted"},
		"omitted number":         {kind.Number{Unset: kind.Omit}, "omitted"},
		"empty list":             {kind.Texts{Unset: kind.Empty}, "[]"},
		"empty set":              {kind.Texts{Unset: kind.Empty, Unordered: true}, "[]"},
		"empty list of objects":  {kind.Objects{Unset: kind.Empty, Fields: point}, "[]"},
		"omitted object":         {kind.Object{Unset: kind.Omit, Fields: point}, "omitted"},
		"empty object":           {kind.Object{Unset: kind.Empty, Fields: kind.Fields{"on": kind.Boolean{Default: new(false)}}}, `{"on":false}`},
		"omitted JSON":           {kind.JSON{Unset: kind.Omit}, "omitted"},
	} {
		null, err := test.field.Type().ValueFromTerraform(t.Context(), nullOf(t, test.field))
		if err != nil {
			t.Fatal(err)
		}
		got := "omitted"
		if sent := test.field.ToAPI(null); sent != kind.Omitted {
			got = encode(t, sent)
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// TestFields_FromAPI shows what responses in unusual forms mean.
func TestFields_FromAPI(t *testing.T) {
	held := types.StringValue("2026-01-31T12:00:00+02:00")
	heldJSON := types.StringValue(`{ "a": 1 }`)
	set := types.SetValueMust(types.StringType, texts("a"))
	for name, test := range map[string]struct {
		field kind.Field
		json  any
		prior attr.Value
		want  attr.Value
	}{
		"absent required text":    {kind.Text{Required: true}, nil, nil, types.StringValue("")},
		"absent text":             {kind.Text{}, nil, nil, types.StringNull()},
		"absent text if empty":    {kind.Text{Unset: kind.Empty}, nil, nil, types.StringValue("")},
		"empty text with default": {kind.Text{Default: new("unit")}, "", nil, types.StringValue("unit")},
		"absent boolean":          {kind.Boolean{Default: new(true)}, nil, nil, types.BoolValue(true)},
		"absent integer":          {kind.Integer{Default: new(int64(1))}, nil, nil, types.Int64Value(1)},
		"same instant":            {kind.Time{}, "2026-01-31T10:00:00Z", held, held},
		"different instant":       {kind.Time{}, "2026-01-31T11:00:00Z", held, types.StringValue("2026-01-31T11:00:00Z")},
		"duplicates of a set":     {kind.Texts{Unordered: true}, []any{"a", "a"}, nil, set},
		"map as a list":           {kind.TextMap{}, []any{}, nil, types.MapValueMust(types.StringType, nil)},
		"same JSON":               {kind.JSON{}, map[string]any{"a": json.Number("1")}, heldJSON, heldJSON},
		"objects in another order": {
			kind.Objects{Fields: point, Unordered: true},
			[]any{map[string]any{"xAxis": json.Number("3")}, map[string]any{"xAxis": json.Number("1")}, map[string]any{"xAxis": json.Number("2")}},
			listOf(pointOf(2, types.StringNull()), pointOf(1, types.StringNull())),
			listOf(pointOf(2, types.StringNull()), pointOf(1, types.StringNull()), pointOf(3, types.StringNull())),
		},
	} {
		if got := test.field.FromAPI(test.json, test.prior); !got.Equal(test.want) {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

// TestFields_Accept shows which responses are refused, because an update would destroy what they have.
func TestFields_Accept(t *testing.T) {
	for name, test := range map[string]struct {
		field kind.Field
		json  any
		want  string
	}{
		"text":            {kind.Text{}, json.Number("1"), "not a string"},
		"boolean":         {kind.Boolean{}, "true", "not a boolean"},
		"integer":         {kind.Integer{}, json.Number("1.5"), "not an integer"},
		"number":          {kind.Number{}, "1", "not a number"},
		"timestamp":       {kind.Time{}, false, "not a string"},
		"list":            {kind.Texts{}, []any{json.Number("1")}, "not a list of strings"},
		"map":             {kind.TextMap{}, map[string]any{"a": true}, "not an object of strings"},
		"object":          {kind.Object{Fields: point}, []any{}, "not an object"},
		"field":           {kind.Object{Fields: point}, map[string]any{"xAxis": "1"}, "xAxis: it is not an integer"},
		"list of objects": {kind.Objects{Fields: point}, []any{map[string]any{"note": true}}, "0: note: it is not a string"},
		"variant":         {union, map[string]any{"type": "new"}, `the type "new" is not supported`},
		"field of union":  {union, map[string]any{"type": "smtp", "host": true}, "host: it is not a string"},
		"type":            {typed, []any{map[string]any{"type": "new"}}, `the type "new" is not supported`},
		"type twice":      {typed, []any{map[string]any{"type": "exclusive"}, map[string]any{"type": "exclusive"}}, "twice"},
	} {
		if _, err := test.field.Accept(test.json); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got the error %v, want %q", name, err, test.want)
		}
	}
}

// TestFields_Description shows how bounds, values and defaults are described.
func TestFields_Description(t *testing.T) {
	for want, field := range map[string]kind.Field{
		"Name, 3 to 255 characters.":                  kind.Text{Description: "Name", Length: kind.Between(3, 255)},
		"Name, at most 50 characters. Unique.":        kind.Text{Description: "Name", Length: kind.AtMost(50), Details: "Unique."},
		"Status: `a`, `b` or `c`. Default `a`.":       kind.Text{Description: "Status", Values: []string{"a", "b", "c"}, Default: new("a")},
		"Type: `a`. Changing it replaces the object.": kind.Text{Description: "Type", Values: []string{"a"}, Replace: true},
		"Hours, 1 to 8,760. Default `1`.": kind.Integer{
			Description: "Hours", Range: kind.Between(1, 8760), Default: new(int64(1)),
		},
		"Offset, at least -1,000,000.":                     kind.Integer{Description: "Offset", Range: kind.AtLeast(-1e6)},
		"Percentage, 0.01 to 100.":                         kind.Number{Description: "Percentage", Range: kind.Between(0.01, 100)},
		"Tags, at least one.":                              kind.Texts{Description: "Tags", Size: kind.AtLeast(1)},
		"Tags, at least 2 elements.":                       kind.Texts{Description: "Tags", Size: kind.AtLeast(2)},
		"Tags, at most 1,000 elements.":                    kind.Texts{Description: "Tags", Size: kind.AtMost(1000)},
		"Provider. Set exactly one nested attribute. New.": kind.Union{Description: "Provider", Details: "New."},
	} {
		if got := field.Attribute().GetMarkdownDescription(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	many := kind.Text{Description: "Event", Values: strings.Split(strings.Repeat("e ", 99), " ")}
	if got := many.Attribute().GetMarkdownDescription(); got != "Event." {
		t.Errorf("got %q, want no list of %d values", got, len(many.Values))
	}
}

// TestFields_Definition shows that an attribute's Terraform type fits the type in the definition.
func TestFields_Definition(t *testing.T) {
	for want, field := range map[string]kind.Field{
		"string true":   kind.Text{},
		"string false":  kind.Text{Required: true},
		"boolean false": kind.Boolean{Default: new(false)},
		"integer true":  kind.Integer{},
		"number true":   kind.Number{},
		"array false":   kind.Texts{Unset: kind.Empty},
		"object true":   kind.TextMap{},
		"object false":  kind.Object{Unset: kind.Omit},
	} {
		d := field.Definition()
		if got := fmt.Sprint(d.Type, " ", d.Nullable); got != want {
			t.Errorf("%T: got %s, want %s", field, got, want)
		}
	}
}

func nullOf(t *testing.T, field kind.Field) tftypes.Value {
	t.Helper()
	return tftypes.NewValue(field.Type().TerraformType(t.Context()), nil)
}

// TestTexts_LargeSet tests the type of a set of texts: a method Validate would compare every two elements in each call.
func TestTexts_LargeSet(t *testing.T) {
	typ := kind.Texts{Unordered: true}.Attribute().GetType()
	if _, ok := typ.(interface {
		Validate(ctx context.Context, in tftypes.Value, path path.Path) diag.Diagnostics
	}); ok {
		t.Errorf("got %T with Validate, want a type without it", typ)
	}
	same := kind.Texts{Unordered: true}.Attribute().GetType()
	if declared := (kind.Texts{Unordered: true}).Type(); !typ.Equal(declared) || !typ.Equal(same) {
		t.Errorf("got %s, want it equal to %s", typ, declared)
	}
	if different := (types.SetType{ElemType: types.BoolType}); typ.Equal(different) {
		t.Errorf("got %s, want it different from %s", typ, different)
	}
}
