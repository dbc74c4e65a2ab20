package crud_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// storesAPI is an API with settings, and with senders and tags, which are created by POST and changed by PATCH. The key of tags
// is their name, in any case.
type storesAPI struct {
	mu       sync.Mutex
	settings object
	senders  map[string]object
	tags     map[string]object
	// lingers is how often a deleted tag is still read, and reserved how often its name is still in use after that.
	lingers, reserved int
	deleted           map[string]int
	requests          []string
	// interceptor, if set, may respond instead of next.
	interceptor func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc)
}

func startStores(t *testing.T) (*storesAPI, *coretest.Core) {
	t.Helper()
	api := &storesAPI{
		settings: object{"ttl": 60, "pattern": "/a/", "secret": "s1", "mail": object{"from": "a@example.com", "footer": nil}, "theirs": 1},
		senders:  map[string]object{},
		tags:     map[string]object{},
		deleted:  map[string]int{},
	}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return api, coretest.NewCoreOf(t, coretest.ProviderOf(storesRegistrations()...), object{
		"organization_id": "org", "api_key": "sk_sandbox_x", "base_url": server.URL, "max_retries": 1,
	})
}

func (s *storesAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if after, ok := strings.CutPrefix(path, "/organizations/org/"); ok {
		path = after
	}
	s.mu.Lock()
	s.requests = append(s.requests, r.Method+" "+path)
	s.mu.Unlock()
	s.mu.Lock()
	interceptor := s.interceptor
	s.mu.Unlock()
	if interceptor != nil {
		interceptor(w, r, s.serve)
		return
	}
	s.serve(w, r)
}

// intercept sets a function that may respond instead of next; nil removes it. A request may still be running.
func (s *storesAPI) intercept(f func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.interceptor = f
}

// sent returns the requests since the last call.
func (s *storesAPI) sent() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := strings.Join(s.requests, ", ")
	s.requests = nil
	return sent
}

func (s *storesAPI) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var body object
	_ = json.NewDecoder(r.Body).Decode(&body)
	_, path, _ := strings.Cut(r.URL.Path, "/organizations/org/")
	id, _ := strings.CutPrefix(path, "senders/")
	stored, exists := s.senders[id]
	switch {
	case path == "settings" && r.Method == http.MethodPut:
		s.settings = body
		reply(w, http.StatusOK, s.settings)
	case path == "settings":
		reply(w, http.StatusOK, s.settings)
	case path == "senders" && r.Method == http.MethodPost:
		id := fmt.Sprintf("snd_%d", len(s.senders)+1)
		body["id"] = id
		s.senders[id] = body
		reply(w, http.StatusCreated, body)
	case path == "senders":
		reply(w, http.StatusOK, slices.AppendSeq([]object{}, maps.Values(s.senders)))
	case path == "products":
		reply(w, http.StatusOK, []object{})
	case strings.HasPrefix(path, "tags"):
		s.serveTags(w, r, strings.ToLower(strings.TrimPrefix(path, "tags/")), body)
	case !exists:
		reply(w, http.StatusNotFound, object{"title": "Not Found", "status": 404})
	case r.Method == http.MethodDelete:
		delete(s.senders, id)
		w.WriteHeader(http.StatusNoContent)
	default:
		if r.Method == http.MethodPatch {
			maps.Copy(stored, body)
		}
		reply(w, http.StatusOK, stored)
	}
}

func (s *storesAPI) serveTags(w http.ResponseWriter, r *http.Request, key string, body object) {
	name := strings.ToLower(fmt.Sprint(body["name"]))
	left := s.deleted[key]
	stored, exists := s.tags[key]
	switch {
	case r.Method == http.MethodGet && key == "tags":
		reply(w, http.StatusOK, slices.AppendSeq([]object{}, maps.Values(s.tags)))
	case r.Method == http.MethodPost && (s.tags[name] != nil || s.deleted[name] > 0):
		s.deleted[name]--
		reply(w, http.StatusConflict, object{"title": "Conflict", "status": 409})
	case r.Method == http.MethodPost:
		body["id"] = fmt.Sprintf("tag_%d", len(s.tags)+1)
		s.tags[name] = body
		reply(w, http.StatusCreated, body)
	case r.Method == http.MethodGet && !exists && left > s.reserved:
		s.deleted[key]--
		reply(w, http.StatusOK, object{"id": "tag_deleted", "name": key, "type": "customer"})
	case !exists:
		reply(w, http.StatusNotFound, object{"title": "Not Found", "status": 404})
	case r.Method == http.MethodDelete:
		delete(s.tags, key)
		s.deleted[key] = s.lingers + s.reserved
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodPatch:
		maps.Copy(stored, body)
		delete(s.tags, key)
		s.tags[strings.ToLower(fmt.Sprint(stored["name"]))] = stored
		reply(w, http.StatusOK, stored)
	default:
		reply(w, http.StatusOK, stored)
	}
}

func reply(w http.ResponseWriter, status int, body any) {
	encoded, _ := json.Marshal(body)
	answer(w, status, string(encoded))
}

// storesRegistrations are the resources and data sources of storesAPI.
func storesRegistrations() []crud.Registration {
	slow := tagSpec
	slow.Name, slow.Consistency = "slow tag", crud.Eventual
	senders := registrationOf(senderSpec)
	senders.DataSources = append(senders.DataSources, func() datasource.DataSource { return crud.NewPluralDataSource(senderSpec) })
	return []crud.Registration{registrationOf(settingsSpec), senders, registrationOf(tagSpec), registrationOf(slow)}
}

func registrationOf[M any](spec crud.Spec[M, rebilly.Document]) crud.Registration {
	return crud.Registration{
		Resource:     func() resource.Resource { return crud.New(spec) },
		ListResource: func() list.ListResource { return crud.New(spec) },
		DataSources:  []func() datasource.DataSource{func() datasource.DataSource { return crud.NewDataSource(spec) }},
	}
}

type settingsModel struct {
	OrganizationID types.String `tfsdk:"organization_id"`
	TTL            *int64       `tfsdk:"ttl"`
	Pattern        *string      `tfsdk:"pattern"`
	Secret         *string      `tfsdk:"secret"`
	Mail           *mailModel   `tfsdk:"mail"`
	OnDestroy      types.String `tfsdk:"on_destroy"`
}

type mailModel struct {
	From   *string `tfsdk:"from"   json:"from"`
	Footer *string `tfsdk:"footer" json:"footer"`
}

var settingsSpec = crud.Spec[settingsModel, rebilly.Document]{
	Name: "login settings", Path: "settings", Identity: crud.Settings,
	Schema: func() schema.Schema {
		return schema.Schema{Attributes: map[string]schema.Attribute{
			"ttl":     schema.Int64Attribute{Optional: true},
			"pattern": schema.StringAttribute{Optional: true},
			"secret":  schema.StringAttribute{Optional: true, Sensitive: true},
			"mail": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
				"from": schema.StringAttribute{Optional: true}, "footer": schema.StringAttribute{Optional: true},
			}},
		}}
	},
	API: func(c *rebilly.Client) crud.API[rebilly.Document] {
		return c.DocumentSettings(rebilly.DocumentType{Shape: rebilly.Shape{Path: "settings"}, SupportedFields: allFields})
	},
	ToAPI: func(m settingsModel) rebilly.Document {
		return rebilly.Document{Fields: roundTrip[map[string]any](object{"ttl": m.TTL, "pattern": m.Pattern, "secret": m.Secret, "mail": m.Mail})}
	},
	FromAPI: func(d rebilly.Document, _ *settingsModel) settingsModel {
		m := roundTrip[struct {
			TTL             *int64
			Pattern, Secret *string
			Mail            *mailModel
		}](d.Fields)
		return settingsModel{OrganizationID: types.StringValue(d.ID), TTL: m.TTL, Pattern: m.Pattern, Secret: m.Secret, Mail: m.Mail}
	},
}

type senderModel struct {
	ID       types.String   `tfsdk:"id"`
	From     string         `tfsdk:"from"`
	Name     *string        `tfsdk:"name"`
	Timeouts *crud.Timeouts `tfsdk:"timeouts"`
}

var senderSpec = crud.Spec[senderModel, rebilly.Document]{
	Name: "sender", Identity: crud.ServerID, DisplayNameAttribute: "from",
	Schema: func() schema.Schema {
		return schema.Schema{Attributes: map[string]schema.Attribute{
			"from": schema.StringAttribute{Required: true}, "name": schema.StringAttribute{Optional: true},
		}}
	},
	API: func(c *rebilly.Client) crud.API[rebilly.Document] {
		return c.PostedDocuments(rebilly.DocumentType{
			Shape:            rebilly.Shape{Path: "senders", UpdateMethod: http.MethodPatch, ReadOnly: []string{"id"}},
			DisplayNameField: "from", SupportedFields: allFields,
		})
	},
	ToAPI: func(m senderModel) rebilly.Document {
		return rebilly.Document{Fields: roundTrip[map[string]any](object{"from": m.From, "name": m.Name})}
	},
	FromAPI: func(d rebilly.Document, _ *senderModel) senderModel {
		m := roundTrip[struct {
			From string
			Name *string
		}](d.Fields)
		return senderModel{ID: types.StringValue(d.ID), From: m.From, Name: m.Name}
	},
}

type tagModel struct {
	ID       types.String `tfsdk:"id"`
	Name     string       `tfsdk:"name"`
	Type     string       `tfsdk:"type"`
	Status   types.String `tfsdk:"status"`
	Timeouts *tagTimeouts `tfsdk:"timeouts"`
}

type tagTimeouts struct {
	Create *string `tfsdk:"create"`
	Delete *string `tfsdk:"delete"`
}

var tagSpec = crud.Spec[tagModel, rebilly.Document]{
	Name: "tag", Key: []string{"name"}, CaseInsensitiveKey: true, RenamesInPlace: true, Consistency: crud.EventualDelete,
	Schema: func() schema.Schema {
		return schema.Schema{Attributes: map[string]schema.Attribute{
			"name":   schema.StringAttribute{Required: true},
			"id":     schema.StringAttribute{Computed: true},
			"status": schema.StringAttribute{Computed: true},
			"type":   schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		}}
	},
	API: func(c *rebilly.Client) crud.API[rebilly.Document] {
		return c.PostedDocuments(rebilly.DocumentType{
			Shape: rebilly.Shape{
				Path: "tags", KeyField: "name", CaseInsensitiveKey: true, UpdateMethod: http.MethodPatch, ReadOnly: []string{"id"},
			},
			DisplayNameField: "name", SupportedFields: allFields,
		})
	},
	ToAPI: func(m tagModel) rebilly.Document {
		return rebilly.Document{Fields: roundTrip[map[string]any](object{"name": m.Name, "type": m.Type})}
	},
	FromAPI: func(d rebilly.Document, _ *tagModel) tagModel {
		m := roundTrip[struct{ ID, Name, Type string }](d.Fields)
		return tagModel{ID: types.StringValue(m.ID), Name: m.Name, Type: m.Type, Status: types.StringValue("active")}
	},
}

func allFields(fields map[string]any) (map[string]any, error) { return fields, nil }

// roundTrip converts a value by way of JSON.
func roundTrip[T any](value any) T {
	var converted T
	encoded, _ := json.Marshal(value)
	decoder := json.NewDecoder(strings.NewReader(string(encoded)))
	decoder.UseNumber()
	_ = decoder.Decode(&converted)
	return converted
}
