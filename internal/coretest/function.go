package coretest

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// CallFunction calls a function of the provider in a process that is not configured, as Terraform does. The arguments are values as in an
// [Object]. It returns the result as such a value, or the error of the function.
func CallFunction(t TB, name string, arguments ...any) (any, error) {
	t.Helper()
	rpc, err := server.New(provider.New("test")())
	s := &Core{t: t, rpc: rpc}
	s.must(err)
	listed, err := rpc.GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	s.must(err)
	function, ok := listed.Functions[name]
	if !ok || len(arguments) != len(function.Parameters) {
		t.Fatalf("the provider has no function %s with %d parameters", name, len(arguments))
	}
	request := &tfprotov6.CallFunctionRequest{Name: name}
	for i, parameter := range function.Parameters {
		value, err := toValue(parameter.Type, arguments[i], parameter.Name)
		s.must(err)
		switch {
		case value.IsNull() && !parameter.AllowNullValue:
			return nil, errors.New(parameter.Name + ": argument must not be null")
		case !value.IsFullyKnown() && !parameter.AllowUnknownValues:
			return Unknown, nil
		}
		encoded, err := tfprotov6.NewDynamicValue(parameter.Type, value)
		s.must(err)
		request.Arguments = append(request.Arguments, &encoded)
	}
	response, err := rpc.CallFunction(t.Context(), request)
	s.must(err)
	if response.Error != nil {
		return nil, errors.New(response.Error.Text)
	}
	result := s.decode(function.Return.Type, response.Result)
	if result.IsNull() {
		t.Errorf("%s: got null, want a result", name)
	}
	return fromValue(result), nil
}
