package coretest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// recorder records the failures of a test.
type recorder struct {
	coretest.TB
	failures []string
}

type stopped struct{}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(stopped{})
}

// failures runs calls in a separate test and returns its failures.
func failures(t *testing.T, s *coretest.Core, calls func(*coretest.Core)) string {
	t.Helper()
	r := &recorder{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != any(stopped{}) {
				panic(p)
			}
		}()
		calls(s.WithT(r))
	}()
	return strings.Join(r.failures, "\n")
}

// tamperingProvider is the demo provider with modified responses.
type tamperingProvider struct {
	tfprotov6.ProviderServer
	typ tftypes.Type

	plan     func(*tfprotov6.PlanResourceChangeResponse)
	apply    func(*tfprotov6.ApplyResourceChangeResponse)
	read     func(*tfprotov6.ReadResourceResponse)
	imported func(*tfprotov6.ImportResourceStateResponse)
}

func (c *tamperingProvider) PlanResourceChange(
	ctx context.Context,
	r *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	response, err := c.ProviderServer.PlanResourceChange(ctx, r)
	if c.plan != nil {
		c.plan(response)
	}
	return response, err
}

func (c *tamperingProvider) ApplyResourceChange(
	ctx context.Context,
	r *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	response, err := c.ProviderServer.ApplyResourceChange(ctx, r)
	if c.apply != nil {
		c.apply(response)
	}
	return response, err
}

func (c *tamperingProvider) ReadResource(ctx context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	response, err := c.ProviderServer.ReadResource(ctx, r)
	if c.read != nil {
		c.read(response)
	}
	return response, err
}

func (c *tamperingProvider) ImportResourceState(
	ctx context.Context,
	r *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	response, err := c.ProviderServer.ImportResourceState(ctx, r)
	if c.imported != nil {
		c.imported(response)
	}
	return response, err
}

// forge replaces one attribute of an encoded object, or the whole object if path is empty.
func (c *tamperingProvider) forge(encoded *tfprotov6.DynamicValue, path string, value any) {
	was, err := encoded.Unmarshal(c.typ)
	check(err)
	var next tftypes.Value
	if path == "" {
		next, err = coretest.ToValue(c.typ, value)
		check(err)
	} else {
		object := coretest.Edited(coretest.FromValue(was).(Object), path, value)
		next, err = coretest.ToValue(c.typ, object)
		check(err)
	}
	*encoded, err = tfprotov6.NewDynamicValue(c.typ, next)
	check(err)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func TestViolationsAreReported(t *testing.T) {
	planned := func(path string, value any) func(*tamperingProvider) {
		return func(c *tamperingProvider) {
			c.plan = func(r *tfprotov6.PlanResourceChangeResponse) { c.forge(r.PlannedState, path, value) }
		}
	}
	applied := func(path string, value any) func(*tamperingProvider) {
		return func(c *tamperingProvider) {
			c.apply = func(r *tfprotov6.ApplyResourceChangeResponse) { c.forge(r.NewState, path, value) }
		}
	}
	create := func(s *coretest.Core) { s.Apply(s.Plan(nil, thing, maximal())) }
	minimal := func(s *coretest.Core) { s.Apply(s.Plan(nil, thing, Object{"name": "Min"})) }

	const (
		plan   = "Provider produced invalid plan: "
		result = "Provider produced inconsistent result after apply: "
		object = "Provider returned invalid result object after apply: "
	)
	for name, violation := range map[string]struct {
		tamper func(*tamperingProvider)
		calls  func(*coretest.Core)
		want   string
	}{
		"planned another value":          {planned("name", "x"), create, plan + `name: planned "x", configured is "Max", stored is null`},
		"planned another computed value": {planned("label", "x"), create, plan + `label: planned "x"`},
		"planned another number":         {planned("price", 1), create, plan + `price: planned 1, configured is 99.95`},
		"planned another dynamic value":  {planned("fields.tier", "x"), create, plan + `fields: planned {"limits":`},
		"planned another dynamic type":   {planned("fields", "x"), create, plan + `fields: planned "x"`},
		"planned an unknown value":       {planned("name", coretest.Unknown), create, plan + `name: planned "(known after apply)"`},
		"planned another set":            {planned("tags", List{"a"}), create, plan + `tags: planned ["a"]`},
		"planned a smaller nested set":   {planned("rules", List{}), create, plan + `rules: planned 0 elements, configured are 2`},
		"planned a nested value": {
			planned("pricing.tiered.brackets.1.price", 1), create, plan + `pricing.tiered.brackets.1.price: planned 1`,
		},
		"planned an element less": {
			planned("pricing.tiered.brackets.1", nil), create, plan + `pricing.tiered.brackets.1: configured, but not planned`,
		},
		"planned a key more": {
			planned("links.extra", Object{"url": "x"}), create, plan + `links.extra: planned, but not configured`,
		},
		"planned a key's value":          {planned("links.home.url", "x"), create, plan + `links.home.url: planned "x"`},
		"planned an object away":         {planned("pricing", nil), create, plan + `pricing: planned null`},
		"planned an object unknown":      {planned("pricing", coretest.Unknown), create, plan + `pricing: planned "(known after apply)"`},
		"planned what is not configured": {planned("price", 1), minimal, plan + `price: planned 1 for an attribute that is neither`},
		"planned an object not there": {
			planned("pricing", Object{}), minimal, plan + `pricing: planned {"flat":null,"tiered":null} for an attribute`,
		},
		"planned a write-only value": {planned("secret_wo", "hush"), create, plan + `secret_wo: planned a value for a write-only`},
		"planned absence":            {planned("", nil), create, plan + `planned null or unknown for a configured resource`},
		"applied another value":      {applied("name", "x"), create, result + `name: was "Max", but now "x"`},
		"applied another number":     {applied("price", 99.94), create, result + `price: was 99.95, but now 99.94`},
		"applied a computed value":   {applied("label", "x"), minimal, result + `label: was "unit", but now "x"`},
		"applied null":               {applied("price", nil), create, result + `price: was 99.95, but now null`},
		"applied empty for null":     {applied("tags", List{}), minimal, result + `tags: was null, but now []`},
		"applied null for empty": {
			applied("tags", nil),
			func(s *coretest.Core) { s.Apply(s.Plan(nil, thing, Object{"name": "x", "tags": List{}})) },
			result + `tags: was [], but now null`,
		},
		"applied a set otherwise": {applied("tags", List{"a", "c"}), create, result + `tags: was ["a","b"], but now ["a","c"]`},
		"applied a nested set otherwise": {
			applied("rules", List{Object{"match": "x", "score": 1}, Object{"match": "y", "score": 3}}), create, result + `rules: was`,
		},
		"applied another dynamic type": {applied("fields.limits", "x"), create, result + `fields.limits: was [1,2.5,null], but now "x"`},
		"applied an element less": {
			applied("pricing.tiered.brackets.0", nil), create, result + `pricing.tiered.brackets.1: has vanished`,
		},
		"applied a key more": {
			applied("links.extra", Object{"url": "x", "weight": 1}), create, result + `links.extra: has appeared`,
		},
		"unknown after apply": {applied("price", coretest.Unknown), create, object + `price: is still unknown`},
		"unknown though known before": {
			applied("pricing.tiered.brackets.0.note", coretest.Unknown), create, object + `pricing.tiered.brackets.0.note: is still unknown`,
		},
		"unknown set element after apply": {applied("tags", List{coretest.Unknown}), create, object + `tags.0: is still unknown`},
		"applied a write-only value":      {applied("secret_wo", "hush"), create, object + `secret_wo: a write-only attribute has a value`},
		"created nothing":                 {applied("", nil), create, object + `applied, but there is no object`},
		"destroyed nothing": {func(c *tamperingProvider) {}, func(s *coretest.Core) {
			state := s.MustApply(nil, thing, Object{"name": "Min"})
			coretest.Forge(s).(*tamperingProvider).apply = func(r *tfprotov6.ApplyResourceChangeResponse) {
				coretest.Forge(s).(*tamperingProvider).forge(r.NewState, "", state.Object())
			}
			s.Apply(s.Plan(state, thing, nil))
		}, object + `destroyed, but there is still an object`},
		"planned a value for destroy": {func(c *tamperingProvider) {}, func(s *coretest.Core) {
			state := s.MustApply(nil, thing, Object{"name": "Min"})
			planned("", state.Object())(coretest.Forge(s).(*tamperingProvider))
			s.Plan(state, thing, nil)
		}, plan + `planned a value for destroy`},
		"another plan at apply": {func(c *tamperingProvider) {
			calls := 0
			c.plan = func(r *tfprotov6.PlanResourceChangeResponse) {
				calls++
				c.forge(r.PlannedState, "label", fmt.Sprint("label ", calls))
			}
		}, minimal, `Provider produced inconsistent final plan: label: was "label 1", but now "label 2"`},
		"another action at apply": {func(c *tamperingProvider) {
			calls := 0
			c.plan = func(r *tfprotov6.PlanResourceChangeResponse) {
				if calls++; calls > 3 {
					r.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("name")}
				}
			}
		}, func(s *coretest.Core) {
			s.Apply(s.Plan(s.Apply(s.Plan(nil, thing, Object{"name": "A"})), thing, Object{"name": "B"}))
		}, `inconsistent final plan: the action was update, but now is replace`},
		"replacement because of nothing": {func(c *tamperingProvider) {
			c.plan = func(r *tfprotov6.PlanResourceChangeResponse) {
				r.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("nowhere")}
			}
		}, func(s *coretest.Core) {
			s.Plan(s.Apply(s.Plan(nil, thing, Object{"name": "A"})), thing, Object{"name": "B"})
		}, plan + `nowhere: requires replacement, but there is no such attribute`},
		"read the unknown": {func(c *tamperingProvider) {
			c.read = func(r *tfprotov6.ReadResourceResponse) { c.forge(r.NewState, "price", coretest.Unknown) }
		}, func(s *coretest.Core) { s.Read(s.MustApply(nil, thing, maximal())) }, `Provider produced invalid object: price: is still unknown`},
		"imported nothing": {func(c *tamperingProvider) {
			c.imported = func(r *tfprotov6.ImportResourceStateResponse) { r.ImportedResources = nil }
		}, func(s *coretest.Core) { s.Import(thing, "x") }, `Import returned no resource`},
		"imported without identity": {func(c *tamperingProvider) {
			c.imported = func(r *tfprotov6.ImportResourceStateResponse) { r.ImportedResources[0].Identity = nil }
		}, func(s *coretest.Core) { s.ImportIdentity(thing, Object{"id": "x"}) }, `Import returned an incomplete resource`},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := tampered(t)
			violation.tamper(c)
			if got := failures(t, s, violation.calls); !strings.Contains(got, violation.want) {
				t.Errorf("got:\n%s\nwant it to contain %q", got, violation.want)
			}
		})
	}
}

func tampered(t *testing.T) (*coretest.Core, *tamperingProvider) {
	t.Helper()
	c := &tamperingProvider{ProviderServer: providerserver.NewProtocol6(newDemo())()}
	schemas, err := c.GetProviderSchema(t.Context(), nil)
	check(err)
	c.typ = schemas.ResourceSchemas[thing].ValueType()
	s, diagnostics := coretest.NewServerOf(t, c, Object{"key": "k"})
	if diagnostics.HasError() {
		t.Fatal(diagnostics)
	}
	return s, c
}

// Core allows these changes, although they look like violations.
func TestViolations_AllowedChanges(t *testing.T) {
	s, c := tampered(t)
	state := s.MustApply(nil, thing, maximal())

	config := maximal()
	config["name"] = "MAX"
	c.plan = func(r *tfprotov6.PlanResourceChangeResponse) { c.forge(r.PlannedState, "name", "Max") }
	plan := s.Plan(state, thing, config)
	if plan.Diagnostics.HasError() {
		t.Errorf("planned the prior value: got %s, want no error", plan.Diagnostics)
	}

	c.plan = nil
	c.apply = func(r *tfprotov6.ApplyResourceChangeResponse) { c.forge(r.NewState, "price", 99.95) }
	if other := s.Apply(s.Plan(nil, thing, maximal())); other.Diagnostics.HasError() {
		t.Errorf("applied the same number: got %s, want no error", other.Diagnostics)
	}

	c.apply = func(r *tfprotov6.ApplyResourceChangeResponse) {
		c.forge(r.NewState, "name", "x")
		r.Diagnostics = append(r.Diagnostics, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "half done"})
	}
	if got := failures(t, s, func(s *coretest.Core) { state = s.Apply(s.Plan(nil, thing, maximal())) }); got != "" ||
		state.Get("name") != "x" ||
		!state.Tainted {
		t.Errorf("an inconsistent result with an error: got %q, %v, want no violation", got, state.Object())
	}
}
