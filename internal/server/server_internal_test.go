package server

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

func TestWrap_IncompleteServer(t *testing.T) {
	_, err := wrap(struct{ tfprotov6.ProviderServer }{}, nil)
	if err == nil || !strings.Contains(err.Error(), "does not implement list resources and actions") {
		t.Errorf("got %v, want an error for a server without list resources and actions", err)
	}
}
