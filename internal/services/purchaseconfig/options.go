package purchaseconfig

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
)

// mountOptions returns the options of RebillyInstruments.mount(), without the customer's token. It omits null attributes: mount() has
// its own defaults, and stricter versions of it reject null.
func mountOptions(m model, environment, organizationID string) options {
	// The default of apiMode is live, regardless of the key.
	o := options{{"apiMode", environment}}
	if m.PublishableKey != nil {
		// Otherwise the customer's token includes the organization.
		o.add("organizationId", organizationID)
	}
	add(&o, "publishableKey", m.PublishableKey)
	add(&o, "websiteId", m.WebsiteID)
	addList(&o, "items", m.Items, item.options)
	addList(&o, "addons", m.Addons, planItem.options)
	addList(&o, "bumpOffer", m.BumpOffer, planItem.options)
	if m.Money != nil {
		o.add("money", options{{"amount", decimal.ToJSON(m.Money.Amount)}, {"currency", m.Money.Currency}})
	}
	add(&o, "invoiceId", m.InvoiceID)
	add(&o, "transactionId", m.TransactionID)
	if m.Deposit != nil {
		o.add("deposit", m.Deposit.options())
	}
	if m.Payout != nil {
		o.add("payout", options{{"payoutRequestId", m.Payout.PayoutRequestID}})
	}
	add(&o, "transactionType", m.TransactionType)
	add(&o, "form", m.Form)
	add(&o, "summary", m.Summary)
	add(&o, "locale", m.Locale)
	add(&o, "countryCode", m.CountryCode)
	if m.Features != nil {
		o.add("features", m.Features.options())
	}
	if m.PaymentInstruments != nil {
		o.add("paymentInstruments", m.PaymentInstruments.options())
	}
	if m.Theme != nil {
		theme := options{}
		for _, key := range slices.Sorted(maps.Keys(m.Theme)) {
			add(&theme, key, m.Theme[key])
		}
		o.add("theme", theme)
	}
	add(&o, "css", m.CSS)
	if texts, ok := dynamicvalue.ToJSON(m.I18n).(map[string]any); ok {
		o.add("i18n", sorted(texts))
	}
	return o
}

func (i item) options() options {
	o := options{{"planId", i.PlanID}}
	add(&o, "quantity", i.Quantity)
	if r := i.QuantityRange; r != nil {
		quantity := options{}
		add(&quantity, "default", r.Default)
		add(&quantity, "minimum", r.Minimum)
		add(&quantity, "maximum", r.Maximum)
		add(&quantity, "multipleOf", r.MultipleOf)
		o.add("quantity", quantity)
	}
	add(&o, "thumbnail", i.Thumbnail)
	return o
}

func (i planItem) options() options {
	o := options{{"planId", i.PlanID}, {"quantity", whole(i.Quantity)}}
	add(&o, "thumbnail", i.Thumbnail)
	return o
}

func (d deposit) options() options {
	var o options
	add(&o, "depositRequestId", d.DepositRequestID)
	add(&o, "currency", d.Currency)
	addDecimal(&o, "amount", d.Amount)
	addList(&o, "buttons", d.Buttons, decimal.ToJSON)
	add(&o, "editable", d.Editable)
	if c := d.CustomAmount; c != nil {
		custom := options{}
		addDecimal(&custom, "minimum", c.Minimum)
		addDecimal(&custom, "maximum", c.Maximum)
		addDecimal(&custom, "multipleOf", c.MultipleOf)
		o.add("customAmount", custom)
	}
	return o
}

func (f features) options() options {
	o := options{}
	add(&o, "enableTelemetry", f.EnableTelemetry)
	add(&o, "hideConfirmation", f.HideConfirmation)
	add(&o, "hideResult", f.HideResult)
	add(&o, "fullPageRedirect", f.FullPageRedirect)
	add(&o, "hideContinue", f.HideContinue)
	add(&o, "hideZeroAmountSummaryItems", f.HideZeroAmountSummaryItems)
	addList(&o, "showCoupons", f.ShowCoupons, text)
	return o
}

func (p paymentInstruments) options() options {
	o := options{}
	add(&o, "compactExpressInstruments", p.CompactExpressInstruments)
	add(&o, "allowCreate", p.AllowCreate)
	add(&o, "allowUpdate", p.AllowUpdate)
	add(&o, "allowDeactivate", p.AllowDeactivate)
	add(&o, "allowMakeDefault", p.AllowMakeDefault)
	if a := p.Address; a != nil {
		fields := options{}
		add(&fields, "name", a.Name)
		add(&fields, "region", a.Region)
		addList(&fields, "show", a.Show, text)
		addList(&fields, "hide", a.Hide, text)
		addList(&fields, "require", a.Require, text)
		o.add("address", fields)
	}
	if a := p.AdditionalFields; a != nil {
		fields := options{}
		addList(&fields, "show", a.Show, text)
		addList(&fields, "require", a.Require, text)
		o.add("additionalFields", fields)
	}
	if p.PaymentCard != nil {
		card := options{}
		add(&card, "input", p.PaymentCard.Input)
		o.add("paymentCard", card)
	}
	if p.PayPal != nil {
		button := options{}
		add(&button, "buttonHeight", p.PayPal.ButtonHeight)
		o.add("paypal", button)
	}
	if p.GooglePay != nil {
		o.add("googlePay", p.GooglePay.options())
	}
	if p.ApplePay != nil {
		o.add("applePay", p.ApplePay.options())
	}
	return o
}

func (w wallet) options() options {
	o := options{}
	if d := w.DisplayOptions; d != nil {
		display := options{}
		add(&display, "buttonColor", d.ButtonColor)
		add(&display, "buttonHeight", d.ButtonHeight)
		add(&display, "buttonType", d.ButtonType)
		o.add("displayOptions", display)
	}
	return o
}

var _ json.Marshaler = options(nil)

// options is a JSON object whose members keep their order, so that its encoding is stable.
type options []option

type option struct {
	name string
	// value is a string, a bool, a json.Number, options, or a []any of these.
	value any
}

func (o *options) add(name string, value any) { *o = append(*o, option{name, value}) }

// add adds a member unless it is null.
func add[T string | bool | int64](o *options, name string, value *T) {
	if value == nil {
		return
	}
	if number, ok := any(*value).(int64); ok {
		o.add(name, whole(number))
		return
	}
	o.add(name, *value)
}

func addDecimal(o *options, name string, value types.Float64) {
	if !value.IsNull() {
		o.add(name, decimal.ToJSON(value))
	}
}

// addList adds a list unless it is null. It adds an empty list.
func addList[T, V any](o *options, name string, values []T, convert func(T) V) {
	if values == nil {
		return
	}
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = convert(value)
	}
	o.add(name, list)
}

func text(value string) string { return value }

func whole(number int64) json.Number { return json.Number(strconv.FormatInt(number, 10)) }

// sorted returns the members of an object in the order of their names, without null values.
func sorted(object map[string]any) options {
	o := options{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		switch value := object[name].(type) {
		case nil:
		case map[string]any:
			o.add(name, sorted(value))
		default:
			o.add(name, value)
		}
	}
	return o
}

// MarshalJSON implements json.Marshaler. It escapes characters that could end a <script> element or a line of JavaScript.
func (o options) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, member := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(member.name)
		if err != nil {
			return nil, err
		}
		// json.Marshal escapes HTML by default.
		value, err := json.Marshal(member.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// render returns the options as a Terraform value and as JSON.
func (o options) render() (config types.Dynamic, text string, err error) {
	encoded, err := json.Marshal(o)
	if err != nil {
		return config, "", err
	}
	var document map[string]any
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return config, "", err
	}
	return types.DynamicValue(dynamicvalue.FromJSON(document)), string(encoded), nil
}
