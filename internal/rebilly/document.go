package rebilly

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
)

// Document is an object of a kind whose fields have no Go type.
type Document struct {
	// ID is the key within the collection, Name the name that people know the object by.
	ID, Name string
	// Fields are the JSON values by the API's names. Numbers are json.Number.
	Fields map[string]any
}

var (
	_ Object           = Document{}
	_ json.Marshaler   = Document{}
	_ json.Unmarshaler = (*Document)(nil)
)

// Key returns the id.
func (d Document) Key() string { return d.ID }

// DisplayName returns the name.
func (d Document) DisplayName() string { return d.Name }

// MarshalJSON writes the fields.
func (d Document) MarshalJSON() ([]byte, error) { return json.Marshal(d.Fields) }

// UnmarshalJSON reads the fields.
func (d *Document) UnmarshalJSON(content []byte) error { return decode(content, &d.Fields) }

// DocumentType describes the documents of a collection.
type DocumentType struct {
	Shape
	// DisplayNameField is the field of Document.Name. The default is the key.
	DisplayNameField string
	// SupportedFields, if set, returns the fields of a response that the caller supports, or an error if one of them is not valid. Otherwise
	// documents have all fields.
	SupportedFields func(map[string]any) (map[string]any, error)
}

// Documents returns a collection of documents.
func (c *Client) Documents(t DocumentType) Collection[Document] {
	return Collection[Document]{
		client: c,
		Shape:  t.Shape,
		finish: func(d *Document) error {
			d.ID, _ = d.Fields[cmp.Or(t.KeyField, "id")].(string)
			d.Name, _ = d.Fields[cmp.Or(t.DisplayNameField, t.KeyField)].(string)
			if t.SupportedFields == nil {
				return nil
			}
			fields, err := t.SupportedFields(d.Fields)
			d.Fields = fields
			return err
		},
		setParent: func(d *Document, parent string) {
			d.ID = parent + "/" + d.ID
			t.addParameter(d, parent)
		},
	}
}

// addParameter adds the parameter of the path to a document that does not have it. Paths with several parameters add none.
func (t DocumentType) addParameter(d *Document, value string) {
	_, after, _ := strings.Cut(t.Path, "{")
	name, rest, found := strings.Cut(after, "}")
	if _, exists := d.Fields[name]; found && !exists && d.Fields != nil && !strings.Contains(rest, "{") {
		d.Fields[name] = value
	}
}

// DocumentSettings returns the settings of a document type. Their key is the organization.
func (c *Client) DocumentSettings(t DocumentType) Settings[Document] {
	s := Settings[Document]{c.Documents(t)}
	s.singleton, s.skipListCache = true, true
	finish := s.finish
	s.finish = func(d *Document) error {
		err := finish(d)
		d.ID = c.config.OrganizationID
		if err == nil && len(d.Fields) == 0 {
			// Settings have no id that would show that the response is for them.
			err = errors.New("it has none of the settings")
		}
		return err
	}
	return s
}

// PostedDocuments returns a collection of documents that are created by POST. Rebilly assigns their ids, unless the type has a
// natural key.
func (c *Client) PostedDocuments(t DocumentType) PostCollection[Document] {
	return PostCollection[Document]{c.Documents(t)}
}
