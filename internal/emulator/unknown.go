package emulator

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// Fields that no client knows, and that a PUT must send back to keep.
const (
	// futureField is in every nested object, for a later version of the API.
	futureField = "futureField"
	// foreignField is at the root, for what a different client writes.
	foreignField = "foreignField"
)

// withoutFutureField are the objects whose members are all values of users, or restrict something.
var withoutFutureField = []string{"_links", "customFields", "productOptions", "theme", "filter", "scope", "default"}

// unknownFields has the unknown fields of objects. A document has those of an object, in the same structure, and nothing else.
type unknownFields struct {
	trees map[key]schema.Document
	// lost are the writes that did not send such a field back.
	lost   []string
	writes int
}

// Lost returns the writes that dropped a field that the client does not know, which includes what a different client wrote after the
// client had read the object.
func (e *Emulator) Lost() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.unknown.lost)
}

// addFutureFields adds futureField to a stored object, wherever it has an object. The caller holds e.mu.
func (e *Emulator) addFutureFields(at key) {
	if stored, exists := e.objects[at]; exists {
		e.unknown.trees[at] = merged(e.unknown.trees[at], futureFieldsOf(stored))
	}
}

// writeForeignField records in an object that a different client has changed or created it. The caller holds e.mu.
func (e *Emulator) writeForeignField(at key, done string) {
	e.unknown.writes++
	e.unknown.trees[at] = merged(e.unknown.trees[at], schema.Document{foreignField: fmt.Sprintf("%s %d", done, e.unknown.writes)})
}

func futureFieldsOf(doc schema.Document) schema.Document {
	tree := schema.Document{futureField: "kept"}
	for name, value := range doc {
		if slices.Contains(withoutFutureField, name) {
			continue
		}
		switch value := value.(type) {
		case schema.Document:
			tree[name] = futureFieldsOf(value)
		case []any:
			elements := make([]any, len(value))
			for i, element := range value {
				if element, ok := element.(schema.Document); ok {
					elements[i] = futureFieldsOf(element)
				}
			}
			tree[name] = elements
		}
	}
	return tree
}

// merged returns a tree with the root fields of a different one.
func merged(tree, more schema.Document) schema.Document {
	all := schema.Document{}
	maps.Copy(all, tree)
	maps.Copy(all, more)
	return all
}

// splitUnknown returns a value without unknown fields, and its unknown fields.
func splitUnknown(value any) (known, unknown any) {
	switch value := value.(type) {
	case schema.Document:
		rest, tree := schema.Document{}, schema.Document{}
		for name, child := range value {
			if name == futureField || name == foreignField {
				tree[name] = child
				continue
			}
			rest[name], tree[name] = splitUnknown(child)
			if tree[name] == nil {
				delete(tree, name)
			}
		}
		return rest, tree
	case []any:
		rest, trees := make([]any, len(value)), make([]any, len(value))
		for i, child := range value {
			rest[i], trees[i] = splitUnknown(child)
		}
		return rest, trees
	}
	return value, nil
}

// addUnknown returns a value with its unknown fields.
func addUnknown(known, unknown any) any {
	switch known := known.(type) {
	case schema.Document:
		tree, _ := unknown.(schema.Document)
		all := maps.Clone(known)
		for name, child := range tree {
			if name == futureField || name == foreignField {
				all[name] = child
			} else if value, exists := known[name]; exists {
				all[name] = addUnknown(value, child)
			}
		}
		return all
	case []any:
		trees, _ := unknown.([]any)
		all := slices.Clone(known)
		for i := range min(len(all), len(trees)) {
			all[i] = addUnknown(all[i], trees[i])
		}
		return all
	}
	return known
}

// keepUnknown replaces the unknown fields of an object by those of a write, and records those that it lost. In a partial write, fields at
// the root that are not sent are kept. The caller holds e.mu.
func (e *Emulator) keepUnknown(write string, from, to key, before, stored, body, sent schema.Document, partial bool) {
	tree := e.unknown.trees[from]
	delete(e.unknown.trees, from)
	if tree == nil || before == nil {
		return
	}
	if partial {
		kept := maps.Clone(tree)
		maps.DeleteFunc(kept, func(name string, _ any) bool { _, isSent := body[name]; return isSent })
		sent = merged(kept, sent)
	}
	for _, field := range lostFields("", tree, sent, before, stored) {
		e.unknown.lost = append(e.unknown.lost, write+" lost "+field)
	}
	e.unknown.trees[to] = sent
}

// lostFields returns the paths of the fields in a tree that a later tree does not have, although the object does, or has differently.
func lostFields(path string, earlier, later, before, after any) (lost []string) {
	switch earlier := earlier.(type) {
	case schema.Document:
		object, isObject := after.(schema.Document)
		was, wasObject := before.(schema.Document)
		if !isObject || !wasObject || !isSameObject(was, object) {
			return nil
		}
		tree, _ := later.(schema.Document)
		for _, name := range schema.SortedKeys(earlier) {
			at := schema.Join(path, name)
			switch {
			case name != futureField && name != foreignField:
				lost = append(lost, lostFields(at, earlier[name], tree[name], was[name], object[name])...)
			case !reflect.DeepEqual(earlier[name], tree[name]):
				lost = append(lost, at)
			}
		}
	case []any:
		elements, _ := before.([]any)
		stored, _ := after.([]any)
		trees, _ := later.([]any)
		for i := range min(len(earlier), len(elements)) {
			// Which element a changed one was before is uncertain, so only unchanged ones count.
			at := slices.IndexFunc(stored, func(element any) bool { return reflect.DeepEqual(element, elements[i]) })
			if at >= 0 && at < len(trees) {
				lost = append(lost, lostFields(schema.Join(path, strconv.Itoa(i)), earlier[i], trees[at], elements[i], stored[at])...)
			}
		}
	}
	return lost
}

// isSameObject reports whether two objects have the same variant.
func isSameObject(a, b schema.Document) bool {
	return !slices.ContainsFunc([]string{"formula", "method", "type"}, func(name string) bool { return !reflect.DeepEqual(a[name], b[name]) })
}
