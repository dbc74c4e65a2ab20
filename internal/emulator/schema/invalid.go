package schema

type InvalidField struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

type InvalidFields []InvalidField

func (f *InvalidFields) Add(field, message string) {
	*f = append(*f, InvalidField{Field: field, Message: message})
}
