package schema

// InvalidField is a field of a request body that is not valid.
type InvalidField struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// InvalidFields are all invalid fields of a request body.
type InvalidFields []InvalidField

// Add adds a field by its dotted path.
func (f *InvalidFields) Add(field, message string) {
	*f = append(*f, InvalidField{Field: field, Message: message})
}
