package purchaseconfig

import (
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/customerpermissions"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// purchase is the configuration of a purchase, which is known. It has exactly one kind of purchase data.
type purchase struct{ types.Object }

// has reports whether an attribute is set.
func (p purchase) has(name string) bool {
	value, ok := p.Attributes()[name]
	return ok && !value.IsNull()
}

// text returns the text of an attribute, "" if it is not set.
func (p purchase) text(name string) string {
	return tfaccess.Attribute[types.String](p.Object, name).ValueString()
}

// object returns an attribute that is an object.
func (p purchase) object(name string) purchase {
	return purchase{tfaccess.Attribute[types.Object](p.Object, name)}
}

func (p purchase) requiresJWT() bool { return !p.has("items") && !p.has("publishable_key") }

func (p purchase) purpose() customerpermissions.Purpose {
	for attribute, purpose := range map[string]customerpermissions.Purpose{
		"money": customerpermissions.Money, "invoice_id": customerpermissions.Invoice, "transaction_id": customerpermissions.Transaction,
		"deposit": customerpermissions.Deposit, "payout": customerpermissions.Payout,
	} {
		if p.has(attribute) {
			return purpose
		}
	}
	return customerpermissions.Generic
}

// planAt is a reference to a billing plan, with its path in the configuration.
type planAt struct {
	at path.Path
	id string
}

func (p purchase) plans() []planAt {
	var plans []planAt
	for _, name := range []string{"items", "addons", "bump_offer"} {
		for i, element := range tfaccess.Attribute[types.List](p.Object, name).Elements() {
			if item, ok := element.(types.Object); ok {
				plans = append(plans, planAt{path.Root(name).AtListIndex(i).AtName("plan_id"), purchase{item}.text("plan_id")})
			}
		}
	}
	return plans
}
