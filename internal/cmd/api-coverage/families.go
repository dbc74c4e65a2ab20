package main

import (
	"maps"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// family is what the provider makes of a family of operations.
type family struct {
	types  []string
	remark string
}

const (
	noConfiguration = "No configuration."
	storefront      = "No configuration: called by a customer's browser."
	notYet          = "Suitable, not offered yet."
)

// families are the tags of operations. Those of package provider's registrations are added to them.
var families = withRegistrations(map[string]family{
	"AML":                           {remark: notYet + " One object for the organization."},
	"Account registration settings": {remark: "Experimental, not offered."},
	"Allowlists":                    {remark: notYet},
	"Application owners":            {remark: "No configuration: publishing in an app store."},
	"Application users":             {remark: notYet},
	"Billing portals":               {remark: notYet},
	"Blocklists":                    {remark: notYet + " Rebilly writes entries too, and entries expire."},
	"Broadcast messages":            {remark: "No configuration: messages are sent once."},
	"Cashiers":                      {remark: noConfiguration},
	"Checkout forms":                {remark: "Deprecated by Rebilly."},
	"Custom domains":                {remark: notYet},
	"Customers":                     {remark: noConfiguration},
	"Customers timeline":            {remark: "Event types can be neither changed nor deleted."},
	"Dashboards":                    {remark: "No configuration: a person's own view."},
	"Data exports":                  {remark: "Experimental, not offered."},
	"Deposits":                      {remark: "Experimental, not offered."},
	"Email notifications":           {remark: "Read only: notifications are set up by rules."},
	"External identifiers":          {remark: notYet},
	"Fees":                          {remark: "Experimental, not offered."},
	"Files":                         {remark: notYet},
	"Gateway accounts":              {remark: notYet + " 230 gateways, each with credentials of its own."},
	"Integrations":                  {remark: "Read only."},
	"Invoices":                      {remark: noConfiguration},
	"Journal":                       {remark: "Accounts: suitable, not offered yet. Entries and records are bookkeeping."},
	"KYC documents":                 {remark: "Settings: suitable, not offered yet. Documents belong to customers."},
	"Lists":                         {remark: notYet},
	"Memberships":                   {remark: notYet},
	"Metadata":                      {remark: "Read only."},
	"Organizations":                 {remark: "Settings: suitable, not offered yet. Organizations cannot be deleted."},
	"Payment instruments":           {remark: noConfiguration},
	"Profile":                       {remark: "No configuration: belongs to a person, not to a key."},
	"Risk score":                    {remark: notYet + " One object for the organization."},
	"Roles":                         {remark: notYet},
	"Rules":                         {remark: notYet},
	"Segments":                      {remark: "No configuration: a person's own view."},
	"Service credentials":           {remark: notYet + " Rebilly can neither change nor delete one."},
	"Status":                        {remark: noConfiguration},
	"Tracking":                      {remark: "No configuration: logs."},
	"Transactions":                  {remark: noConfiguration},
	"Users":                         {remark: notYet + " Rebilly has no operation to delete one."},
	"Webhooks":                      {remark: notYet},

	"Storefront KYC documents":       {remark: storefront},
	"Storefront account":             {remark: storefront},
	"Storefront billing portals":     {remark: storefront},
	"Storefront cashiers":            {remark: storefront},
	"Storefront checkout forms":      {remark: storefront},
	"Storefront custom fields":       {remark: storefront},
	"Storefront deposits":            {remark: storefront},
	"Storefront invoices":            {remark: storefront},
	"Storefront orders":              {remark: storefront},
	"Storefront payment instruments": {remark: storefront},
	"Storefront plans":               {remark: storefront},
	"Storefront products":            {remark: storefront},
	"Storefront quotes":              {remark: storefront},
	"Storefront transactions":        {remark: storefront},
	"Storefront websites":            {remark: storefront},
})

func withRegistrations(families map[string]family) map[string]family {
	offered := map[string]family{}
	for _, registration := range provider.Registrations() {
		f := offered[registration.APITag]
		f.types = append(f.types, registration.TypeNames()...)
		f.remark = strings.TrimSpace(f.remark + " " + registration.Remark)
		offered[registration.APITag] = f
	}
	maps.Copy(families, offered)
	return families
}
