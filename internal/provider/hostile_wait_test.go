package provider_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// writeStatus responds with a status and no further information.
func writeStatus(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"title":"Not now"}`))
}

// hang does not respond until the client cancels, which a server detects only after reading the request.
func hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// waits are handlers that make an operation wait, by the reason.
var waits = map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
	"rate limit": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("X-RateLimit-Retry-After", strconv.FormatInt(time.Now().Add(5*time.Minute).Unix(), 10))
		writeStatus(w, http.StatusTooManyRequests)
	},
	"rate limit without a time": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		writeStatus(w, http.StatusTooManyRequests)
	},
	"server error": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		writeStatus(w, http.StatusServiceUnavailable)
	},
	"broken connection": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { hangUp(w, "") },
	"no response":       hang,
	"endless body": func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = io.Copy(io.Discard, r.Body)
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(" ")); err != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	},
}

// interrupt runs an operation, interrupts it when it waits, and returns how long it continues after the interrupt.
func interrupt(t *testing.T, config object, started func() bool, run func(*coretest.Core)) time.Duration {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := coretest.NewCore(contextT{t, ctx}, config)
	done := make(chan time.Time, 1)
	go func() {
		run(s)
		done <- time.Now()
	}()
	for deadline := time.Now().Add(30 * time.Second); !started(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("got no request within 30 seconds, want one")
		}
	}
	select {
	case <-done:
		t.Error("got a result before the interrupt, want the operation to wait")
		return 0
	case <-time.After(100 * time.Millisecond):
	}
	start := time.Now()
	cancel()
	select {
	case ended := <-done:
		return ended.Sub(start)
	case <-time.After(30 * time.Second):
		t.Fatal("got no result within 30 seconds after the interrupt, want one")
	}
	return 0
}

func TestCancel_EndsEveryWait(t *testing.T) {
	t.Parallel()
	for name, wait := range waits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebilly := startOrganization(t)
			for _, o := range allObjects(t, rebilly) {
				operations := o.operations()
				for _, operation := range sorted(operations) {
					// A plan may need no request, the destroy of some types sends none, and a login with an unknown outcome is not retried.
					sendsNone := operation == "plan" || operation == "delete" && o.IsForgotten()
					if sendsNone || operation == "open a token" && (name == "server error" || name == "broken connection") {
						continue
					}
					var requests atomic.Int32
					removeFault := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
						requests.Add(1)
						wait(w, r, next)
					})
					config := rebilly.ProviderConfig()
					config["max_retries"] = 20
					// The first retry comes at most half a second after an immediate failure.
					started := func() bool { return requests.Load() > 0 }
					took := interrupt(t, config, started, func(s *coretest.Core) { operations[operation](s, o.state) })
					removeFault()
					if took > time.Second {
						t.Errorf("%s of %s: got a result %s after the interrupt, want at most 1s", operation, o.testObject, took)
					}
				}
			}
		})
	}
	t.Run("deletion of an object in use", func(t *testing.T) {
		t.Parallel()
		rebilly := startOrganization(t)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		rebilly.Put("plans", "plan_2", object{
			"name": "Twice", "productId": "prod_1", "currency": "USD", "pricing": object{"formula": "fixed-fee", "price": 1},
		})
		rebilly.BlockDelete("plans", "plan_2", "There are subscriptions.")
		state := s.Import(planType, "plan_2")
		var requests atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if next.ServeHTTP(w, r); r.Method == http.MethodDelete {
				requests.Add(1)
			}
		})
		// The second wait takes two seconds.
		took := interrupt(t, rebilly.ProviderConfig(), func() bool { return requests.Load() > 1 }, func(s *coretest.Core) {
			if got := s.Apply(s.Plan(state, planType, nil)); !got.Diagnostics.HasError("Unable to delete plan") || got.Removed() {
				t.Errorf("got %v (removed: %t), want an error and the plan in the state", got.Diagnostics, got.Removed())
			}
		})
		if took > time.Second {
			t.Errorf("got a result %s after the interrupt, want at most 1s", took)
		}
	})
	t.Run("max_rate_limit_share", func(t *testing.T) {
		t.Parallel()
		rebilly := startOrganization(t)
		var writes atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			recorder.Header().Set("X-RateLimit-Limit", "100")
			recorder.Header().Set("X-RateLimit-Remaining", "1")
			if replay(w, recorder); r.Method == http.MethodPut {
				writes.Add(1)
			}
		})
		config := rebilly.ProviderConfig()
		config["max_rate_limit_share"] = 50
		took := interrupt(t, config, func() bool { return writes.Load() > 0 }, func(s *coretest.Core) {
			s.MustApply(nil, productType, object{"name": "First"})
			if got := s.Apply(s.Plan(nil, productType, object{"name": "Second"})); !got.Diagnostics.HasError("interrupted") {
				t.Errorf("got %v, want an error about the interrupt", got.Diagnostics)
			}
		})
		if took > time.Second {
			t.Errorf("got a result %s after the interrupt, want at most 1s", took)
		}
	})
	t.Run("queue of requests", func(t *testing.T) {
		t.Parallel()
		rebilly := startOrganization(t)
		core := coretest.NewCore(t, rebilly.ProviderConfig())
		var states []*coretest.State
		for range 30 {
			states = append(states, core.MustApply(nil, productType, object{"name": "Seats"}))
		}
		var requests atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			requests.Add(1)
			hang(w, r, next)
		})
		// Some reads send a request, one requests the list, some wait for the list, and the others wait in the queue.
		took := interrupt(t, rebilly.ProviderConfig(), func() bool { return requests.Load() > 0 }, func(s *coretest.Core) {
			var group sync.WaitGroup
			for _, state := range states {
				group.Go(func() {
					if got := s.Read(state); !got.Diagnostics.HasError("interrupted") {
						t.Errorf("got %v, want an error about the interrupt", got.Diagnostics)
					}
				})
			}
			group.Wait()
		})
		if took > time.Second {
			t.Errorf("got a result %s after the interrupt, want at most 1s", took)
		}
	})
	t.Run("clean-up after a login", func(t *testing.T) {
		t.Parallel()
		rebilly := startOrganization(t)
		var exchanges atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !strings.Contains(r.URL.Path, "/authentication-tokens/") {
				next.ServeHTTP(w, r)
				return
			}
			exchanges.Add(1)
			hang(w, r, next)
		})
		started := func() bool { return exchanges.Load() > 0 }
		took := interrupt(t, rebilly.ProviderConfig(), started, func(s *coretest.Core) { independentOperations()["open a token"](s, nil) })
		if took > time.Second || exchanges.Load() != 2 {
			t.Errorf("got a result %s after the interrupt and %d requests, want at most 1s and 2 requests", took, exchanges.Load())
		}
	})
}

// goroutines returns the stacks of all goroutines by their ids.
func goroutines() map[string]string {
	buffer := make([]byte, 64<<20)
	buffer = buffer[:runtime.Stack(buffer, true)]
	all := map[string]string{}
	for stack := range bytes.SplitSeq(buffer, []byte("\n\n")) {
		id, _, _ := strings.Cut(string(stack), " [")
		all[id] = string(stack)
	}
	return all
}

// TestCancel_StopsAllRequests checks that no goroutine of a provider remains after its connections are closed, whatever the
// operation and its result.
func TestCancel_StopsAllRequests(t *testing.T) {
	before := goroutines()
	t.Run("use", func(t *testing.T) {
		for name, wait := range map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
			"success": func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) },
			"truncated": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				hangUp(w, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
			},
			"no response": waits["no response"], "endless body": waits["endless body"], "rate limit": waits["rate limit"],
		} {
			rebilly := startOrganization(t)
			config := rebilly.ProviderConfig()
			if config["max_retries"] = 0; name == "no response" || name == "endless body" {
				config["request_timeout"] = "10ms"
			}
			if name == "rate limit" {
				config["max_retries"] = 3
			}
			objects := allObjects(t, rebilly)
			rebilly.Intercept(wait)
			for _, o := range objects {
				operations := o.operations()
				ctx, cancel := context.WithCancel(t.Context())
				s := coretest.NewCore(contextT{t, ctx}, config)
				for _, operation := range sorted(operations) {
					o.restore()
					stop := func() bool { return true }
					if name == "rate limit" {
						// The operation waits until it is interrupted.
						ctx, cancel = context.WithCancel(t.Context())
						s = s.WithT(contextT{t, ctx})
						stop = time.AfterFunc(20*time.Millisecond, cancel).Stop
					}
					operations[operation](s, o.state)
					stop()
				}
				cancel()
			}
		}
	})
	var remaining []string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		remaining = nil
		for id, stack := range goroutines() {
			if _, known := before[id]; !known {
				remaining = append(remaining, stack)
			}
		}
		if remaining == nil {
			return
		}
	}
	t.Errorf("got %d remaining goroutines, want none:\n%s", len(remaining), strings.Join(remaining, "\n\n"))
}
