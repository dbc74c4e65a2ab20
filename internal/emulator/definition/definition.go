// Package definition reads what Rebilly's API definition specifies for the objects at a path: methods, statuses and fields.
package definition

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// Family has the operations on the objects at a path.
type Family struct {
	// Object declares the objects in responses.
	Object schema.Field
	// Parameter is the parameter in the path of an object, such as id. It is empty if there is one object without an ID, at the path itself.
	Parameter string
	// Key declares the values of the parameter.
	Key schema.Field
	// Collection and Single have the operations on all objects and on one object, by method.
	Collection, Single map[string]Operation
}

// Operation is one method of a path.
type Operation struct {
	// Body declares the body of a request, if it differs from the object in responses.
	Body *schema.Field
	// Statuses are the declared statuses of responses, and EmptyErrors those of errors that are declared without content.
	Statuses, EmptyErrors map[int]bool
	// Headers are the names of the headers that a 200 declares.
	Headers map[string]bool
	// Publishable is true if the operation declares publishable keys only.
	Publishable bool
}

// Load returns the family at a path, such as /products.
func Load(path string) (*Family, error) {
	root, err := apifacts.Document()
	if err != nil {
		return nil, err
	}
	d := document{root}
	collection, single := object(d.paths()[path]), map[string]any(nil)
	template := ""
	for candidate, item := range d.paths() {
		below, isBelow := strings.CutPrefix(candidate, path+"/{")
		if parameter, isLast := strings.CutSuffix(below, "}"); isBelow && isLast && !strings.Contains(parameter, "/") {
			single, template = object(item), parameter
		}
	}
	if single == nil {
		collection, single = nil, collection
	}
	if single == nil {
		return nil, fmt.Errorf("the API definition has no path %s", path)
	}
	declared := d.resolve(single)["get"]
	response := d.content(d.resolve(object(object(declared)["responses"])["200"]))
	family := &Family{Object: d.field(response), Parameter: template, Key: d.key(single, template)}
	family.Collection, family.Single = d.operations(collection, response), d.operations(single, response)
	return family, nil
}

// OperationID returns the id of an operation, which is its permission in access control lists. The path is a template, such as
// /products/{id}. It is empty if the API definition has no such operation.
func OperationID(method, path string) string {
	root, err := apifacts.Document()
	if err != nil {
		return ""
	}
	id, _ := object(object(document{root}.paths()[path])[strings.ToLower(method)])["operationId"].(string)
	return id
}

// Body returns the declaration of the body of a request. The path is a template, such as /products/{id}.
func Body(method, path string) (schema.Field, error) {
	root, err := apifacts.Document()
	if err != nil {
		return schema.Field{}, err
	}
	d := document{root}
	declared := object(object(d.paths()[path])[strings.ToLower(method)])
	body := d.content(d.resolve(declared["requestBody"]))
	if body == nil {
		return schema.Field{}, fmt.Errorf("the API definition has no body for %s %s", method, path)
	}
	return d.field(body), nil
}

// document is the API definition.
type document struct{ root map[string]any }

func (d document) paths() map[string]any { return object(d.root["paths"]) }

func (d document) operations(item, response map[string]any) map[string]Operation {
	operations := map[string]Operation{}
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPost, http.MethodPut} {
		declared, ok := item[strings.ToLower(method)].(map[string]any)
		if !ok {
			continue
		}
		o := Operation{
			Statuses: map[int]bool{}, EmptyErrors: map[int]bool{}, Headers: map[string]bool{}, Publishable: isPublishable(declared["security"]),
		}
		for name := range object(d.resolve(object(declared["responses"])["200"])["headers"]) {
			o.Headers[name] = true
		}
		for status, response := range object(declared["responses"]) {
			code, err := strconv.Atoi(status)
			if err != nil {
				continue
			}
			o.Statuses[code] = true
			if code >= http.StatusBadRequest && d.resolve(response)["content"] == nil {
				o.EmptyErrors[code] = true
			}
		}
		body := d.content(d.resolve(declared["requestBody"]))
		if body != nil && body["$ref"] != response["$ref"] {
			o.Body = new(d.field(body))
		}
		operations[method] = o
	}
	return operations
}

// isPublishable reports whether the only keys that an operation accepts are publishable.
func isPublishable(security any) bool {
	alternatives, _ := security.([]any)
	for _, alternative := range alternatives {
		if _, ok := object(alternative)["PublishableApiKey"]; !ok {
			return false
		}
	}
	return len(alternatives) > 0
}

// content returns the schema of a request body or a response.
func (d document) content(body map[string]any) map[string]any {
	media := object(object(body["content"])["application/json"])
	return object(media["schema"])
}

func (d document) key(item map[string]any, name string) schema.Field {
	parameters, _ := item["parameters"].([]any)
	for _, parameter := range parameters {
		if declared := d.resolve(parameter); declared["name"] == name && declared["in"] == "path" {
			return d.field(object(declared["schema"]))
		}
	}
	return schema.Field{Kind: schema.Text}
}

func object(value any) map[string]any {
	o, _ := value.(map[string]any)
	return o
}
