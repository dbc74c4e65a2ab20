// Package apidiag turns errors of the API client into diagnostics: what failed, Rebilly's reason, what to do, and the
// attribute at which an invalid field of the API is configured. It knows no resource: what depends on one is in Operation.
package apidiag

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Operation is what Terraform did when an error occurred.
type Operation struct {
	// Verb and Object name the operation: "create", "product".
	Verb, Object string
	// Target is the organization and environment: rebilly.Client.Target.
	Target string
	// Value is the configuration, plan or state in which fields of the API are looked up. It may be the zero value.
	Value tftypes.Value
	// UnionAttributes are the attributes at the root of which exactly one is set, where the API has a type and a schema.
	UnionAttributes []string
	// UnknownOutcomeAdvice replaces the usual advice for a write whose outcome is unknown, if set.
	UnknownOutcomeAdvice string
	// AccessAdvice replaces the usual advice for a write that Rebilly refuses because of the key (401, 403), if set.
	AccessAdvice string
	// ConflictAdvice replaces the usual advice for a conflict (409), if set.
	ConflictAdvice string
}

// Diagnostics returns the diagnostics for an error of the client.
func (o Operation) Diagnostics(err error) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	summary := fmt.Sprintf("Unable to %s %s", o.Verb, o.Object)
	var failure *rebilly.Error
	if !errors.As(err, &failure) {
		diagnostics.AddError(summary, err.Error())
		return diagnostics
	}
	request := fmt.Sprintf("Request: %s %s in %s", failure.Method, failure.Path, o.Target)
	if failure.Status != 0 {
		request += fmt.Sprintf(", response status %d", failure.Status)
	}
	value := fieldMapper{o.Value, o.UnionAttributes}
	for _, invalid := range failure.InvalidFields {
		advice := "Nothing was changed. Change the value, or the object it refers to, and apply again."
		switch {
		case failure.Method == http.MethodGet:
			advice = "Change the value in the configuration."
		case failure.OutcomeUnknown:
			advice = paragraph(o.unknownOutcomeAdvice(failure), "Change the value, or the object it refers to.")
		}
		detail := fmt.Sprintf("Rebilly rejected %s: %s\n\n%s\n\n%s.", invalid.Field, invalid.Message, advice, request)
		if at, ok := value.path(invalid.Field); ok {
			diagnostics.AddAttributeError(at, summary, detail)
		} else {
			diagnostics.AddError(summary, detail)
		}
	}
	if diagnostics.HasError() {
		return diagnostics
	}
	parts := []string{asSentence(failure.Reason()), o.remediation(failure), request + "."}
	if failure.Status == http.StatusNotFound && failure.Method == http.MethodPut {
		if at, named := value.referencedIDs(); len(at) > 0 {
			parts[1] += " It refers to: " + strings.Join(named, ", ") + "."
			diagnostics.AddAttributeError(at[0], summary, strings.Join(nonEmpty(parts), "\n\n"))
			return diagnostics
		}
	}
	diagnostics.AddError(summary, strings.Join(nonEmpty(parts), "\n\n"))
	return diagnostics
}

// remediation returns what to do about an error, by status. After an unknown outcome, advice about that comes first, and no advice is
// to apply again: it may not be safe to repeat the request.
func (o Operation) remediation(failure *rebilly.Error) string {
	outcome := o.unknownOutcomeAdvice(failure)
	retry := func(advice string) string {
		if outcome != "" {
			return ""
		}
		return advice
	}
	switch {
	case errors.Is(failure, context.Canceled):
		return paragraph(outcome, "The run was interrupted.")
	case rebilly.IsOrganizationMissing(failure):
		return organizationAdvice + " No state was changed."
	case failure.Status == http.StatusUnauthorized, failure.Status == http.StatusForbidden:
		return paragraph(outcome, o.accessAdvice(failure))
	case failure.Status == http.StatusConflict && o.ConflictAdvice != "":
		return paragraph(outcome, o.ConflictAdvice)
	case failure.Status == http.StatusTooManyRequests && failure.WaitTooLong:
		return paragraph(outcome, "The organization's rate limit is used up for longer than a run waits, 10 minutes.",
			retry("Apply again after that time."))
	case failure.Status == http.StatusTooManyRequests:
		return paragraph(outcome, "The organization's rate limit is used up.",
			retry("Apply again later, raise max_retries, or lower -parallelism."))
	case failure.Status >= http.StatusInternalServerError:
		return paragraph(outcome, "Rebilly, or a proxy in front of it, failed; the configuration is not the reason.", retry("Apply again later."),
			"If the error persists, give Rebilly's support the request and the time.")
	case failure.OutcomeUnknown:
		return outcome
	}
	return o.refusalAdvice(failure)
}

// refusalAdvice returns what to do about a request that was not carried out, by the remaining statuses.
func (o Operation) refusalAdvice(failure *rebilly.Error) string {
	switch failure.Status {
	case 0:
		return "Check base_url (or REBILLY_BASE_URL), the network and any proxy, and run Terraform again."
	case http.StatusConflict:
		return o.conflictAdvice()
	case http.StatusNotFound:
		return o.notFoundAdvice(failure)
	case http.StatusUnprocessableEntity:
		return rejectionAdvice(failure)
	}
	return ""
}

// rejectionAdvice returns what to do about a 422 that names no field.
func rejectionAdvice(failure *rebilly.Error) string {
	if failure.Method == http.MethodGet {
		return "Rebilly rejected the query, but names no field. Compare the configuration with the reason above."
	}
	return "Rebilly rejected the values, but names no field. Nothing was changed. Compare the configuration with the reason above."
}

// accessAdvice returns what to do about a 401 or 403.
func (o Operation) accessAdvice(failure *rebilly.Error) string {
	switch {
	case o.AccessAdvice != "" && failure.Method != http.MethodGet:
		return o.AccessAdvice
	case failure.Status == http.StatusUnauthorized:
		return "Rebilly does not accept the API key. Check api_key (or REBILLY_API_KEY), and that the key belongs to " +
			"this organization and environment: a key of the sandbox is not valid in live."
	}
	return permissionAdvice(failure)
}

// AccessProblem returns in a few words what is wrong with the access to Rebilly: see rebilly.Client.IsAccessError.
func AccessProblem(err error) string {
	var failure *rebilly.Error
	switch {
	case !errors.As(err, &failure):
		return "the provider is not configured"
	case rebilly.IsOrganizationMissing(failure):
		return "organization not found"
	}
	return "invalid API key"
}

// organizationAdvice is what to do about an organization that does not exist.
const organizationAdvice = "Check organization_id (or REBILLY_ORGANIZATION_ID), and that the organization belongs to this environment " +
	"and base_url."

// conflictAdvice returns the usual advice about a conflict (409).
func (o Operation) conflictAdvice() string {
	if o.Verb == "delete" {
		return fmt.Sprintf("Remove what still uses this %s and apply again, or keep it with a removed block. If it is being replaced, set "+
			"create_before_destroy in its lifecycle block. To wait longer, set timeouts = { delete = \"10m\" }.", o.Object)
	}
	return fmt.Sprintf("The request conflicts with what else exists in Rebilly; the reason above may name it. The %s was not "+
		"changed. Plan again to see the current state.", o.Object)
}

// notFoundAdvice returns advice about an object, or one that it refers to, that does not exist (404).
func (o Operation) notFoundAdvice(failure *rebilly.Error) string {
	switch {
	case o.Verb == "update" && failure.Method == http.MethodGet:
		return fmt.Sprintf("The %s was deleted after the Terraform plan was created. Plan again.", o.Object)
	case failure.Method == http.MethodPut:
		return "An object it refers to does not exist, or the organization does not. Check the ids in the configuration."
	case failure.Method == http.MethodGet:
		return organizationAdvice
	}
	return ""
}

// permissionAdvice returns advice about the missing permission, by its name in an acl.
func permissionAdvice(failure *rebilly.Error) string {
	what := "to do this"
	if name := operationID(failure.Method, failure.Path); name != "" {
		what = "the operation " + name
	}
	return fmt.Sprintf("The API key of the provider (api_key or REBILLY_API_KEY) is not allowed %s, or not for this object, or not "+
		"from this address. Add the permission to the acl of the key, check its scope and allowed_ips, or use a different key.", what)
}

// operationID returns the operation id of a request in the API definition, or "" if the definition does not have it.
func operationID(method, path string) string {
	_, below, _ := strings.Cut(strings.TrimPrefix(path, "/organizations/"), "/")
	return names.Operation(method, below)
}

// unknownOutcomeAdvice returns how Rebilly and the state may differ after a failed write.
func (o Operation) unknownOutcomeAdvice(failure *rebilly.Error) string {
	switch {
	case !failure.OutcomeUnknown:
		return ""
	case o.UnknownOutcomeAdvice != "":
		return o.UnknownOutcomeAdvice
	}
	switch o.Verb {
	case "create":
		return "Rebilly may have stored the object anyway. Its id is in the state, tainted: the next apply finds it and replaces it."
	case "update", "delete":
		return "Rebilly may have done this anyway. The next plan reads the object again and shows the remaining changes."
	}
	return ""
}

// asSentence returns the reason of an error, which may be a text of Go, as a sentence.
func asSentence(reason string) string {
	if reason == "" {
		return "Rebilly returned no reason."
	}
	reason = naming.Capitalized(reason)
	if !strings.HasSuffix(reason, ".") {
		reason += "."
	}
	return reason
}

// paragraph joins sentences, of which some may be empty.
func paragraph(sentences ...string) string { return strings.Join(nonEmpty(sentences), " ") }

func nonEmpty(parts []string) []string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return kept
}
