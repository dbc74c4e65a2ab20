package crud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func (r *Resource[M, A]) diagnose(verb string, err error, value tftypes.Value) diag.Diagnostics {
	var other string
	if rebilly.IsConflict(err) {
		other = r.spec.ConflictAdvice[verb]
	}
	return diagnosticsFor(r.client, verb, r.spec.Name, err, fieldMapper{value, r.spec.UnionAttributes}, other)
}

// Diagnose turns an error of the client into diagnostics: what could not be done to which kind of object, what Rebilly
// says, and what to do. Each field that Rebilly complains of lands on its attribute in value: the configuration, the
// plan or the state.
func Diagnose(client *rebilly.Client, verb, name string, err error, value tftypes.Value) diag.Diagnostics {
	return diagnosticsFor(client, verb, name, err, fieldMapper{value, nil}, "")
}

// diagnosticsFor is Diagnose with other advice than the usual, if there is any.
func diagnosticsFor(client *rebilly.Client, verb, name string, err error, value fieldMapper, other string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	summary := fmt.Sprintf("Unable to %s %s", verb, name)
	var failure *rebilly.Error
	if !errors.As(err, &failure) {
		diagnostics.AddError(summary, err.Error())
		return diagnostics
	}
	request := fmt.Sprintf("Request: %s %s in %s", failure.Method, failure.Path, client.Target())
	if failure.Status != 0 {
		request += fmt.Sprintf(", answered with status %d", failure.Status)
	}
	for _, invalid := range failure.InvalidFields {
		detail := fmt.Sprintf("Rebilly says of %s: %s\n\nNothing was changed. Change the value, or what it refers to, and apply again.\n\n%s.", invalid.Field, invalid.Message, request)
		if at, ok := value.path(invalid.Field); ok {
			diagnostics.AddAttributeError(at, summary, detail)
		} else {
			diagnostics.AddError(summary, detail)
		}
	}
	if diagnostics.HasError() {
		return diagnostics
	}
	parts := []string{failure.Reason(), cmp.Or(other, remediation(verb, name, failure)), request + "."}
	if parts[0] == "" {
		parts[0] = "Rebilly gives no reason."
	}
	if failure.Status == http.StatusNotFound && failure.Method == http.MethodPut {
		if at, named := value.referencedIDs(); len(at) > 0 {
			parts[1] += " They are: " + strings.Join(named, ", ") + "."
			diagnostics.AddAttributeError(at[0], summary, strings.Join(nonEmpty(parts), "\n\n"))
			return diagnostics
		}
	}
	diagnostics.AddError(summary, strings.Join(nonEmpty(parts), "\n\n"))
	return diagnostics
}

// remediation is what to do about an error, by status.
func remediation(verb, name string, failure *rebilly.Error) string {
	switch {
	case errors.Is(failure, context.Canceled):
		return strings.TrimSpace("The run was interrupted. " + unknownOutcomeAdvice(verb, failure))
	case failure.Status == http.StatusUnauthorized:
		return "Rebilly does not accept the API key. Check api_key (or REBILLY_API_KEY), and that the key belongs to this organization and environment: a key of the sandbox is not valid in live."
	case failure.Status == http.StatusForbidden:
		return permissionAdvice(failure)
	case failure.Status == http.StatusConflict && verb == "delete":
		return fmt.Sprintf("Something in Rebilly still uses this %[1]s. Either end what uses it and run again, or give it longer with timeouts = { delete = \"10m\" }, "+
			"or keep it in Rebilly and only take it out of Terraform, with a removed block or terraform state rm. "+
			"If it is being replaced, set create_before_destroy in its lifecycle block, so that what uses it can move first.", name)
	case failure.Status == http.StatusConflict:
		return fmt.Sprintf("Rebilly refuses this because of what else exists, which its words above may name. The %s was not changed. Plan again to see what is there now.", name)
	case failure.Status == http.StatusNotFound && verb == "update" && failure.Method == http.MethodGet:
		return fmt.Sprintf("The %s was deleted after the plan was made. Plan again.", name)
	case failure.Status == http.StatusNotFound && failure.Method == http.MethodPut:
		return "Something that it refers to does not exist, or the organization does not. Check the ids in the configuration."
	case failure.Status == http.StatusTooManyRequests:
		return strings.TrimSpace("The organization's rate limit is used up. Run again later, raise max_retries, or lower -parallelism. " + unknownOutcomeAdvice(verb, failure))
	case failure.Status == http.StatusUnprocessableEntity:
		return "Rebilly refuses the values, but names no field. Nothing was changed. Compare the configuration with its words above."
	case failure.Status >= http.StatusInternalServerError:
		return strings.TrimSpace("Rebilly, or a proxy before it, has failed; the configuration is not the reason. Run again later. If it stays like this, give Rebilly's support the request and the time. " + unknownOutcomeAdvice(verb, failure))
	}
	return unknownOutcomeAdvice(verb, failure)
}

// permissionAdvice says which permission is missing, by the name that an acl has for it.
func permissionAdvice(failure *rebilly.Error) string {
	what := "to do this"
	if name := operationID(failure.Method, failure.Path); name != "" {
		what = "the operation " + name
	}
	return fmt.Sprintf("The API key with which the provider runs (api_key or REBILLY_API_KEY) is not allowed %s, not for this object, or not from this address. "+
		"Give the key this permission, in its acl, for this object; look at its allowed_ips; or run with another key.", what)
}

// operationID is the name that the API definition gives to a request, "" where it does not follow from the path.
func operationID(method, path string) string {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	if len(segments) < 3 || segments[2] == "storefront" {
		return ""
	}
	collection, rest := segments[2], segments[3:]
	if collection == "custom-fields" && len(rest) > 0 {
		// The kind of object comes before the name of the field.
		rest = rest[1:]
	}
	name := method[:1] + strings.ToLower(method[1:]) + strings.TrimSuffix(pascal(collection), "s")
	switch {
	case len(rest) == 0 && method == http.MethodGet:
		name += "Collection"
	case len(rest) == 2:
		name += pascal(rest[1])
	}
	return name
}

// pascal is a name in a path as capital words: api-keys is ApiKeys.
func pascal(name string) string {
	var out strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		out.WriteString(capitalized(word))
	}
	return out.String()
}

// unknownOutcomeAdvice says where Rebilly and the state may differ after a failed write.
func unknownOutcomeAdvice(verb string, failure *rebilly.Error) string {
	if !failure.OutcomeUnknown {
		return ""
	}
	switch verb {
	case "create":
		return "Rebilly may have stored the object nevertheless. Its id is kept in the state, marked as tainted: the next apply finds it and replaces it."
	case "update", "delete":
		return "Rebilly may have carried this out nevertheless. The next plan reads the object again and shows what is left to do."
	}
	return ""
}

// alreadyExistsError refuses to overwrite an object with a configured id.
func (r *Resource[M, A]) alreadyExistsError(id string) diag.Diagnostic {
	key := r.spec.key()
	last := key[len(key)-1]
	return diag.NewAttributeErrorDiagnostic(path.Root(last), fmt.Sprintf("Unable to create %s: the %s is taken", r.spec.Name, last),
		fmt.Sprintf(`There is %[4]s %[2]q already in %[3]s. It was left untouched.

To manage it with Terraform, import it, with the name of your resource in place of "this":

import {
  to = rebilly_%[5]s.this
  id = %[2]q
}

To make another %[1]s, choose another %[6]s; likewise if this configuration has it twice. If it is the very object that this resource has in the state, marked as tainted, keep it with terraform untaint.`, r.spec.Name, id, r.client.Target(), withArticle(r.spec.Name), r.spec.typeName(), last))
}

func nonEmpty(parts []string) []string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return kept
}
