package crud

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestKindNormalize_CarriedOver covers the attributes that FromAPI leaves out because Rebilly does not have them.
func TestKindNormalize_CarriedOver(t *testing.T) {
	limits := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"delete": tftypes.String}}
	attributes := map[string]tftypes.Type{
		"id": tftypes.String, "timeouts": limits, "deletion_protection": tftypes.Bool, "on_destroy": tftypes.String,
		"array": tftypes.Object{AttributeTypes: map[string]tftypes.Type{}},
	}
	object := func(timeouts, protection, onDestroy, array any) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: attributes}, map[string]tftypes.Value{
			"id": tftypes.NewValue(tftypes.String, "x"), "timeouts": tftypes.NewValue(limits, timeouts),
			"deletion_protection": tftypes.NewValue(tftypes.Bool, protection), "on_destroy": tftypes.NewValue(tftypes.String, onDestroy),
			"array": tftypes.NewValue(attributes["array"], array),
		})
	}
	configured := map[string]tftypes.Value{"delete": tftypes.NewValue(tftypes.String, "5m")}
	empty := map[string]tftypes.Value{"delete": tftypes.NewValue(tftypes.String, nil)}
	selected := map[string]tftypes.Value{}
	for name, test := range map[string]struct{ prior, fresh, want tftypes.Value }{
		"configured": {object(configured, true, "abandon", nil), object(nil, nil, "disable", nil),
			object(configured, true, "abandon", nil)},
		"not configured":   {object(nil, nil, "disable", nil), object(nil, nil, "disable", nil), object(nil, nil, "disable", nil)},
		"empty":            {object(empty, false, "disable", nil), object(nil, nil, "disable", nil), object(empty, false, "disable", nil)},
		"older state":      {object(nil, nil, nil, nil), object(nil, nil, "disable", nil), object(nil, nil, nil, nil)},
		"empty union set":  {object(nil, nil, nil, nil), object(nil, nil, nil, selected), object(nil, nil, nil, selected)},
		"empty union kept": {object(nil, nil, nil, selected), object(nil, nil, nil, selected), object(nil, nil, nil, selected)},
		"empty union gone": {object(nil, nil, nil, selected), object(nil, nil, nil, nil), object(nil, nil, nil, nil)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (kind{unions: []string{"array"}}).normalize(test.prior, test.fresh); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
