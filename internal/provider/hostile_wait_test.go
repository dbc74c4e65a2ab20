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

// refuse answers with a status and nothing else to go by.
func refuse(w http.ResponseWriter, status int) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"title":"Not now"}`))
}

// hang answers nothing until the client gives up, which a server notices once it has read the request.
func hang(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// waits are the reasons why an operation may wait, each by the requests that it spoils.
var waits = map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
	"rate limit": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("X-RateLimit-Retry-After", strconv.FormatInt(time.Now().Add(5*time.Minute).Unix(), 10))
		refuse(w, http.StatusTooManyRequests)
	},
	"rate limit without a time": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { refuse(w, http.StatusTooManyRequests) },
	"server error":              func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { refuse(w, http.StatusServiceUnavailable) },
	"broken connection":         func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { hangUp(w, "") },
	"no answer":                 hang,
	"body that never ends": func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = io.Copy(io.Discard, r.Body)
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(" ")); err != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	},
}

// interrupted runs an operation, interrupts it once it waits, and tells how long it takes to end then.
func interrupted(t *testing.T, config object, begun func() bool, run func(*coretest.Core)) time.Duration {
	t.Helper()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	s := coretest.NewCore(here{t, ctx}, config)
	done := make(chan time.Time, 1)
	go func() {
		run(s)
		done <- time.Now()
	}()
	for deadline := time.Now().Add(30 * time.Second); !begun(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not begin to wait")
		}
	}
	select {
	case <-done:
		t.Error("it does not wait")
		return 0
	case <-time.After(100 * time.Millisecond):
	}
	start := time.Now()
	interrupt()
	select {
	case ended := <-done:
		return ended.Sub(start)
	case <-time.After(30 * time.Second):
		t.Fatal("it does not end")
	}
	return 0
}

func TestCancel_EndsEveryWait(t *testing.T) {
	t.Parallel()
	for name, wait := range waits {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebilly := opening(t)
			for _, h := range everything(t, rebilly) {
				run := h.operations()
				for _, operation := range sorted(run) {
					// A plan may ask nothing, and a login that may have been carried out is not repeated.
					if operation == "plan" || operation == "open a token" && (name == "server error" || name == "broken connection") {
						continue
					}
					var requests atomic.Int32
					heal := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
						requests.Add(1)
						wait(w, r, next)
					})
					config := rebilly.ProviderConfig()
					config["max_retries"] = 20
					// The second attempt of what fails at once comes after half a second at most.
					took := interrupted(t, config, func() bool { return requests.Load() > 0 }, func(s *coretest.Core) { run[operation](s, h.state) })
					heal()
					if took > time.Second {
						t.Errorf("%s of %s ends %s after the interrupt", operation, h.life, took)
					}
				}
			}
		})
	}
	t.Run("what still uses an object", func(t *testing.T) {
		t.Parallel()
		rebilly := opening(t)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		rebilly.Put("plans", "plan_2", object{"name": "Twice", "productId": "prod_1", "currency": "USD", "pricing": object{"formula": "fixed-fee", "price": 1}})
		rebilly.BlockDelete("plans", "plan_2", "There are subscriptions.")
		state := s.Import(planType, "plan_2")
		var requests atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if next.ServeHTTP(w, r); r.Method == http.MethodDelete {
				requests.Add(1)
			}
		})
		// The second wait takes two seconds.
		took := interrupted(t, rebilly.ProviderConfig(), func() bool { return requests.Load() > 1 }, func(s *coretest.Core) {
			if left := s.Apply(s.Plan(state, planType, nil)); !left.Diagnostics.HasError("Unable to delete plan") || left.Removed() {
				t.Errorf("%v", left.Diagnostics)
			}
		})
		if took > time.Second {
			t.Errorf("it ends %s after the interrupt", took)
		}
	})
	t.Run("share of the rate limit", func(t *testing.T) {
		t.Parallel()
		rebilly := opening(t)
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
		took := interrupted(t, config, func() bool { return writes.Load() > 0 }, func(s *coretest.Core) {
			s.MustApply(nil, productType, object{"name": "First"})
			if left := s.Apply(s.Plan(nil, productType, object{"name": "Second"})); !left.Diagnostics.HasError("interrupted") {
				t.Errorf("%v", left.Diagnostics)
			}
		})
		if took > time.Second {
			t.Errorf("it ends %s after the interrupt", took)
		}
	})
	t.Run("turn among many", func(t *testing.T) {
		t.Parallel()
		rebilly := opening(t)
		made := coretest.NewCore(t, rebilly.ProviderConfig())
		var states []*coretest.State
		for range 30 {
			states = append(states, made.MustApply(nil, productType, object{"name": "Seats"}))
		}
		var requests atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			requests.Add(1)
			hang(w, r, next)
		})
		// Some read, one reads the list, some wait for it, and the others for their turn.
		took := interrupted(t, rebilly.ProviderConfig(), func() bool { return requests.Load() > 0 }, func(s *coretest.Core) {
			var group sync.WaitGroup
			for _, state := range states {
				group.Go(func() {
					if read := s.Read(state); !read.Diagnostics.HasError("interrupted") {
						t.Errorf("%v", read.Diagnostics)
					}
				})
			}
			group.Wait()
		})
		if took > time.Second {
			t.Errorf("it ends %s after the interrupt", took)
		}
	})
	t.Run("clean-up of a login", func(t *testing.T) {
		t.Parallel()
		rebilly := opening(t)
		var exchanges atomic.Int32
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if !strings.Contains(r.URL.Path, "/authentication-tokens/") {
				next.ServeHTTP(w, r)
				return
			}
			exchanges.Add(1)
			hang(w, r, next)
		})
		took := interrupted(t, rebilly.ProviderConfig(), func() bool { return exchanges.Load() > 0 }, func(s *coretest.Core) { openings()["open a token"](s, nil) })
		if took > time.Second || exchanges.Load() != 2 {
			t.Errorf("it ends %s after the interrupt, after %d requests", took, exchanges.Load())
		}
	})
}

// goroutines are the stacks of all goroutines by their ids.
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

// TestCancel_StopsAllRequests: whatever a provider was used for, and however that ended, nothing of it is left when its
// connections are closed.
func TestCancel_StopsAllRequests(t *testing.T) {
	before := goroutines()
	t.Run("use", func(t *testing.T) {
		for name, wait := range map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
			"well": func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) },
			"half": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				hangUp(w, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
			},
			"late": waits["no answer"], "long": waits["body that never ends"], "limited": waits["rate limit"],
		} {
			rebilly := opening(t)
			config := rebilly.ProviderConfig()
			if config["max_retries"] = 0; name == "late" || name == "long" {
				config["request_timeout"] = "10ms"
			}
			if name == "limited" {
				config["max_retries"] = 3
			}
			all := everything(t, rebilly)
			rebilly.Intercept(wait)
			for _, h := range all {
				run := h.operations()
				ctx, cancel := context.WithCancel(t.Context())
				s := coretest.NewCore(here{t, ctx}, config)
				for _, operation := range sorted(run) {
					h.restore()
					stop := func() bool { return true }
					if name == "limited" {
						// It waits, until it is interrupted.
						ctx, cancel = context.WithCancel(t.Context())
						s = s.WithT(here{t, ctx})
						stop = time.AfterFunc(20*time.Millisecond, cancel).Stop
					}
					run[operation](s, h.state)
					stop()
				}
				cancel()
			}
		}
	})
	var left []string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		left = nil
		for id, stack := range goroutines() {
			if _, known := before[id]; !known {
				left = append(left, stack)
			}
		}
		if left == nil {
			return
		}
	}
	t.Errorf("%d goroutines run on:\n%s", len(left), strings.Join(left, "\n\n"))
}
