package functions

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/filter"
)

func filterFunction() *pureFunction {
	return &pureFunction{
		name: "filter",
		definition: function.Definition{
			Summary: "Creates a search filter",
			MarkdownDescription: "Returns the filter that requires all of the given conditions, for the argument `filter` of data sources and " +
				"lists, and for requests to Rebilly's API.\n\n" +
				"A value that would change the meaning of the filter is an error: one that contains `,`, `;` or `..`, or begins with `!` or " +
				"`@`, because Rebilly documents no way to escape them, and one that is empty or null. The function writes no negations, ranges " +
				"and lists of values.",
			Parameters: []function.Parameter{function.DynamicParameter{
				Name: "conditions",
				MarkdownDescription: "List of objects with one attribute each: the name of a field, and its value or the list of its allowed " +
					"values. Values are strings, numbers and booleans. The filter has the conditions in the order of the list. The conditions " +
					"can also be the attributes of one object; Terraform sorts them by name.",
			}},
			Return: function.StringReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError) {
			var argument types.Dynamic
			if failure := arguments.Get(ctx, &argument); failure != nil {
				return nil, failure
			}
			conditions, err := conditionsIn(argument.UnderlyingValue())
			if err != nil {
				return nil, invalid(0, err.Error())
			}
			text, err := filter.Format(conditions)
			if err != nil {
				return nil, invalid(0, err.Error())
			}
			return types.StringValue(text), nil
		},
	}
}

// conditionsIn returns the conditions of an object, or of a list of objects.
func conditionsIn(value attr.Value) ([]filter.Condition, error) {
	objects, isList := dynamicvalue.ToJSON(value).([]any)
	if !isList {
		objects = []any{dynamicvalue.ToJSON(value)}
	}
	var conditions []filter.Condition
	for _, element := range objects {
		object, ok := element.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("conditions are objects of fields and values, such as [{ firstName = \"Bob\" }, { lastName = \"Smith\" }]")
		}
		for _, field := range slices.Sorted(maps.Keys(object)) {
			condition := filter.Condition{Field: field}
			values, ok := object[field].([]any)
			if !ok {
				values = []any{object[field]}
			}
			for _, value := range values {
				text, ok := scalarText(value)
				if !ok {
					return nil, fmt.Errorf("a value of the field %q is not a string, a number or a boolean", field)
				}
				condition.Values = append(condition.Values, text)
			}
			conditions = append(conditions, condition)
		}
	}
	return conditions, nil
}

// scalarText returns the text of a string, a number or a boolean.
func scalarText(value any) (text string, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
