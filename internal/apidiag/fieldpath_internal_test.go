package apidiag

import "testing"

func TestSnakeCase(t *testing.T) {
	for api, terraform := range map[string]string{"name": "name", "taxCategoryId": "tax_category_id", "logoId": "logo_id"} {
		if got := snake(api); got != terraform {
			t.Errorf("snake(%s): got %s, want %s", api, got, terraform)
		}
	}
}
