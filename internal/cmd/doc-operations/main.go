// Command doc-operations prints definitions for the templates of the documentation: the templates get, list, create, update and
// delete write the id of the API operation for the resource or data source of a page.
package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

func main() { write(os.Stdout, provider.Registrations()) }

func write(out io.Writer, registrations []crud.Registration) {
	for _, definition := range []struct {
		name      string
		operation func(names.Collection) string
	}{
		{"get", func(c names.Collection) string { return c.Get }},
		{"list", func(c names.Collection) string { return cmp.Or(c.List, c.Get) }},
		{"create", func(c names.Collection) string { return cmp.Or(c.Post, c.Put) }},
		{"update", func(c names.Collection) string { return cmp.Or(c.Put, c.Patch) }},
		{"delete", func(c names.Collection) string { return c.Delete }},
	} {
		fmt.Fprintf(out, "{{- define %q }}", definition.name)
		for _, registration := range registrations {
			operation := definition.operation(operationsOf(registration.Collection))
			if operation == "" {
				continue
			}
			var conditions []string
			for _, typeName := range registration.TypeNames() {
				conditions = append(conditions, fmt.Sprintf("(eq .Name %q)", typeName))
			}
			fmt.Fprintf(out, "{{ if or %s }}%s{{ end }}", strings.Join(conditions, " "), operation)
		}
		fmt.Fprintln(out, "{{ end -}}")
	}
}

// operationsOf returns the operations of a collection, whose path may have a parameter: custom-fields/{resource}.
func operationsOf(collection string) names.Collection {
	if operations, ok := names.Collections[collection]; ok {
		return operations
	}
	for path, operations := range names.Collections {
		if strings.HasPrefix(path, collection+"/{") && !strings.Contains(path, "}/") {
			return operations
		}
	}
	return names.Collection{}
}
