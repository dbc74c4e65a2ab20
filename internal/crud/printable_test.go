package crud_test

import "testing"

func TestList_DisplayNameIsPrintable(t *testing.T) {
	rebilly, s := start(t, nil)
	rebilly.Put("products", "prod_1", object{"name": "Se\u202eats\x1b[2J\nx"})
	got := s.List(product, nil, 10)
	if want := "Seats[2J x"; len(got) != 1 || got[0].DisplayName != want {
		t.Errorf("got %+v, want one object with the display name %q", got, want)
	}
}
