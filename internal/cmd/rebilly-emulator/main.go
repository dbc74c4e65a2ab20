// Command rebilly-emulator serves an in-memory emulator of Rebilly's API until it is interrupted.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const shutdownLimit = 3 * time.Second

// errUsage marks errors in the arguments.
var errUsage = errors.New("bad arguments")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run serves until ctx ends. When it is ready, it writes one line of JSON to stdout.
func run(ctx context.Context, args []string, stdout io.Writer) error {
	listen, options, err := parse(args)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: emulator.New(options), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	ready := struct {
		BaseURL        string `json:"base_url"`
		OrganizationID string `json:"organization_id"`
		APIKey         string `json:"api_key"`
		PublishableKey string `json:"publishable_key"`
	}{"http://" + listener.Addr().String(), options.Organization, options.APIKey, options.PublishableKey}
	if err := json.NewEncoder(stdout).Encode(ready); err != nil {
		return errors.Join(err, server.Close())
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
		return shutdown(ctx, server)
	}
}

func parse(args []string) (listen string, options emulator.Options, err error) {
	flags := flag.NewFlagSet("rebilly-emulator", flag.ContinueOnError)
	flags.StringVar(&listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 selects a free port")
	flags.StringVar(&options.Organization, "organization", "org_emulated", "`ID` of the organization")
	flags.StringVar(&options.APIKey, "api-key", "sk_emulated", "secret `key` of the organization")
	flags.StringVar(&options.PublishableKey, "publishable-key", "pk_emulated", "publishable `key` of the organization")
	flags.StringVar(&options.ControlToken, "control-token", os.Getenv("REBILLY_EMULATOR_CONTROL_TOKEN"),
		"`token` that /_emulator paths require as Authorization: Bearer; default: REBILLY_EMULATOR_CONTROL_TOKEN")
	flags.DurationVar(&options.Latency, "latency", 0, "`duration` to wait before every response")
	flags.BoolVar(&options.OmitNulls, "omit-nulls", false, "omit fields whose value is null from responses")
	flags.BoolVar(&options.EmptyMapsAsArrays, "empty-maps-as-arrays", false, "return empty open maps as []")
	flags.BoolVar(&options.UnknownFields, "unknown-fields", false, "add fields to objects that the API definition does not have")
	flags.BoolVar(&options.OmitDefaults, "omit-defaults", false, "do not set the defaults of absent fields")
	flags.BoolVar(&options.ExistingCredentials, "existing-credentials", false,
		"respond with 303 to a POST of a service credential that exists")
	flags.BoolVar(&options.MergePuts, "merge-puts", false, "keep the fields that the body of a PUT does not include")
	flags.StringVar((*string)(&options.SecretKeys), "secret-keys", "full",
		"how responses after the create include the value of an API key: full, masked or omitted")
	flags.StringVar((*string)(&options.CouponRules), "coupon-rules", "strict",
		"coupon rules to apply: strict (as documented) or lenient")
	flags.StringVar(&options.ExposeAPIKeyAs, "expose-api-key-as", "",
		"`ID` under which -api-key is listed among the API keys; not listed if empty")
	flags.BoolVar(&options.RejectProductDeleteWithPlans, "reject-product-delete-with-plans", false,
		"reject the deletion of a product with billing plans")
	flags.BoolVar(&options.CheckCustomFields, "check-custom-fields", false,
		"reject values of custom fields that are not declared or do not match the declaration")
	flags.DurationVar(&options.AsyncDeleteDuration, "async-delete-duration", 0,
		"`duration` of deletes that Rebilly runs asynchronously, such as that of a tag, after the response")
	flags.StringVar((*string)(&options.AsyncDeletes), "async-deletes", "visible",
		"what reads return during an asynchronous delete: visible (the object) or hidden (404)")
	flags.StringVar((*string)(&options.NotFoundForm), "not-found-form", "problem",
		"body of a 404: problem (with a type, a title and the status) or plain (with a detail only)")
	flags.StringVar((*string)(&options.ExpiredEntries), "expired-entries", "removed",
		"what happens to blocklist entries at their expiration time: removed or kept")
	flags.StringVar((*string)(&options.DuplicateEntries), "duplicate-entries", "refused",
		"what happens to a new blocklist or allowlist entry with the type and value of a different one: refused or stored")
	flags.StringVar((*string)(&options.AllowlistKeys), "allowlist-keys", "any",
		"keys that can create allowlist entries: any, or publishable ones only")
	flags.IntVar(&options.PageLimit, "page-limit", 0, "maximum `number` of objects on a page; 0 for no maximum")
	if err := flags.Parse(args); err != nil {
		return "", options, fmt.Errorf("%w: %w", errUsage, err)
	}
	switch {
	case flags.NArg() > 0:
		return "", options, fmt.Errorf("%w: unexpected %q", errUsage, flags.Arg(0))
	case options.Organization == "" || options.APIKey == "":
		return "", options, fmt.Errorf("%w: -organization and -api-key cannot be empty", errUsage)
	case !slices.Contains(
		[]emulator.SecretKeys{emulator.SecretKeysFull, emulator.SecretKeysMasked, emulator.SecretKeysOmitted}, options.SecretKeys):
		return "", options, fmt.Errorf("%w: -secret-keys must be full, masked or omitted", errUsage)
	case !slices.Contains([]emulator.Coupons{emulator.CouponsStrict, emulator.CouponsLenient}, options.CouponRules):
		return "", options, fmt.Errorf("%w: -coupon-rules must be strict or lenient", errUsage)
	case !slices.Contains([]emulator.AsyncDeletes{emulator.AsyncDeletesVisible, emulator.AsyncDeletesHidden}, options.AsyncDeletes):
		return "", options, fmt.Errorf("%w: -async-deletes must be visible or hidden", errUsage)
	case !slices.Contains([]emulator.NotFoundForm{emulator.NotFoundProblem, emulator.NotFoundPlain}, options.NotFoundForm):
		return "", options, fmt.Errorf("%w: -not-found-form must be problem or plain", errUsage)
	case !slices.Contains([]emulator.ExpiredEntries{emulator.ExpiredEntriesRemoved, emulator.ExpiredEntriesKept}, options.ExpiredEntries):
		return "", options, fmt.Errorf("%w: -expired-entries must be removed or kept", errUsage)
	case !slices.Contains(
		[]emulator.DuplicateEntries{emulator.DuplicateEntriesRefused, emulator.DuplicateEntriesStored}, options.DuplicateEntries):
		return "", options, fmt.Errorf("%w: -duplicate-entries must be refused or stored", errUsage)
	case !slices.Contains([]emulator.AllowlistKeys{emulator.AllowlistKeysAny, emulator.AllowlistKeysPublishable}, options.AllowlistKeys):
		return "", options, fmt.Errorf("%w: -allowlist-keys must be any or publishable", errUsage)
	case options.PageLimit < 0:
		return "", options, fmt.Errorf("%w: -page-limit cannot be negative", errUsage)
	case options.Latency < 0:
		return "", options, fmt.Errorf("%w: -latency cannot be negative", errUsage)
	case options.AsyncDeleteDuration < 0:
		return "", options, fmt.Errorf("%w: -async-delete-duration cannot be negative", errUsage)
	}
	return listen, options, nil
}

// shutdown waits for running requests up to shutdownLimit. It is called after ctx has ended.
func shutdown(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownLimit)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
