package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

type announcement struct {
	BaseURL        string `json:"base_url"`
	OrganizationID string `json:"organization_id"`
	APIKey         string `json:"api_key"`
}

// serve runs the program until stop is called, which returns what run returned.
func serve(t *testing.T, args ...string) (ready announcement, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, writer)
		_ = writer.CloseWithError(err)
		ended <- err
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(line), &ready); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return ready, func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(2 * shutdownLimit):
			return errors.New("got no exit within twice the limit, want one")
		}
	}
}

func get(ctx context.Context, url, key string) (status int, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("REB-APIKEY", key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response.StatusCode, string(content), err
}

func TestServe_Interrupted(t *testing.T) {
	ready, stop := serve(t, "-listen", "127.0.0.1:0", "-organization", "org_mine", "-api-key", "sk_mine")
	if ready.OrganizationID != "org_mine" || ready.APIKey != "sk_mine" || !strings.HasPrefix(ready.BaseURL, "http://127.0.0.1:") {
		t.Errorf("got %+v, want the flags and a loopback address", ready)
	}
	status, body, err := get(t.Context(), ready.BaseURL+"/organizations/org_mine/products", "sk_mine")
	if err != nil || status != http.StatusOK || strings.TrimSpace(body) != "[]" {
		t.Errorf("got %d %q %v, want 200 and an empty list", status, body, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if _, _, err := get(t.Context(), ready.BaseURL+"/status", ""); err == nil {
		t.Error("request after the interrupt: got a response, want an error")
	}
}

func TestServe_Defaults(t *testing.T) {
	ready, stop := serve(t)
	status, _, err := get(t.Context(), ready.BaseURL+"/organizations/"+ready.OrganizationID+"/plans", ready.APIKey)
	if err != nil || status != http.StatusOK {
		t.Errorf("got %d %v, want 200", status, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestServe_GracefulShutdown(t *testing.T) {
	ready, stop := serve(t, "-latency", "300ms")
	responded := make(chan int, 1)
	go func() {
		status, _, _ := get(t.Context(), ready.BaseURL+"/status", "")
		responded <- status
	}()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		if _, body, _ := get(t.Context(), ready.BaseURL+"/_emulator/requests", ""); strings.Contains(body, "GET /status") {
			break
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if status := <-responded; status != http.StatusOK {
		t.Errorf("request during the shutdown: got %d, want 200", status)
	}
}

func TestFlags(t *testing.T) {
	_, options, err := parse([]string{
		"-latency", "50ms", "-omit-nulls", "-empty-maps-as-arrays", "-unknown-fields", "-omit-defaults", "-merge-puts",
		"-reject-product-delete-with-plans",
		"-secret-keys", "masked", "-expose-api-key-as", "api_key_own", "-check-custom-fields", "-page-limit", "50",
		"-async-delete-duration", "1s", "-async-deletes", "hidden", "-not-found-form", "plain",
		"-expired-entries", "kept", "-duplicate-entries", "stored", "-allowlist-keys", "publishable",
	})
	if err != nil {
		t.Fatal(err)
	}
	if options.Latency != 50*time.Millisecond || !options.OmitNulls || !options.EmptyMapsAsArrays || !options.UnknownFields ||
		!options.OmitDefaults || !options.MergePuts || !options.RejectProductDeleteWithPlans || !options.CheckCustomFields ||
		options.SecretKeys != emulator.SecretKeysMasked || options.ExposeAPIKeyAs != "api_key_own" || options.PageLimit != 50 ||
		options.AsyncDeleteDuration != time.Second || options.AsyncDeletes != emulator.AsyncDeletesHidden ||
		options.NotFoundForm != emulator.NotFoundPlain || options.ExpiredEntries != emulator.ExpiredEntriesKept ||
		options.DuplicateEntries != emulator.DuplicateEntriesStored || options.AllowlistKeys != emulator.AllowlistKeysPublishable {
		t.Errorf("got %+v, want every flag set", options)
	}
}

func TestFlags_Invalid(t *testing.T) {
	for _, args := range []string{
		"-other", "-latency x", "-latency -1s", "-page-limit -1", "-async-deletes x", "-not-found-form x", "-expired-entries x",
		"-duplicate-entries x", "-allowlist-keys x",
		"-async-delete-duration -1s", "-secret-keys x", "extra", "-organization=", "-api-key=",
	} {
		if err := run(t.Context(), strings.Fields(args), io.Discard); !errors.Is(err, errUsage) || errors.Is(err, flag.ErrHelp) {
			t.Errorf("%s: got %v, want a usage error", args, err)
		}
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-h: got %v, want flag.ErrHelp", err)
	}
}

func TestServe_AddressInUse(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := run(t.Context(), []string{"-listen", listener.Addr().String()}, io.Discard); err == nil || errors.Is(err, errUsage) {
		t.Errorf("got %v, want an error that is not about usage", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestServe_ClosedStdout(t *testing.T) {
	if err := run(t.Context(), nil, brokenWriter{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want io.ErrClosedPipe", err)
	}
}
