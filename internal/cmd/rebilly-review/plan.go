package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// terraformPlan is the part of a plan's JSON representation that a review reads.
type terraformPlan struct {
	FormatVersion    string           `json:"format_version"`
	TerraformVersion string           `json:"terraform_version"`
	ResourceChanges  []resourceChange `json:"resource_changes"`
	ResourceDrift    []resourceChange `json:"resource_drift"`
	PlannedValues    json.RawMessage  `json:"planned_values"`
	PriorState       struct {
		Values struct {
			RootModule module `json:"root_module"`
		} `json:"values"`
	} `json:"prior_state"`
	Errored  bool  `json:"errored"`
	Complete *bool `json:"complete"`
}

type module struct {
	Resources []struct {
		Address  string `json:"address"`
		Mode     string `json:"mode"`
		Type     string `json:"type"`
		Provider string `json:"provider_name"`
		// Values are decoded only for data sources.
		Values json.RawMessage `json:"values"`
	} `json:"resources"`
	ChildModules []module `json:"child_modules"`
}

type resourceChange struct {
	Address         string `json:"address"`
	PreviousAddress string `json:"previous_address"`
	Mode            string `json:"mode"`
	Type            string `json:"type"`
	Provider        string `json:"provider_name"`
	Deposed         string `json:"deposed"`
	ActionReason    string `json:"action_reason"`
	Change          struct {
		Actions         []string `json:"actions"`
		Before          any      `json:"before"`
		After           any      `json:"after"`
		AfterUnknown    any      `json:"after_unknown"`
		BeforeSensitive any      `json:"before_sensitive"`
		AfterSensitive  any      `json:"after_sensitive"`
		ReplacePaths    [][]any  `json:"replace_paths"`
		Importing       *struct {
			ID string `json:"id"`
		} `json:"importing"`
	} `json:"change"`
}

const howToShow = `Create it with "terraform show -json tfplan > plan.json", where tfplan is from "terraform plan -out=tfplan"`

// readPlan reads the JSON representation of a plan.
func readPlan(from io.Reader) (*terraformPlan, error) {
	text, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(text, []byte("PK")):
		return nil, errors.New("the input is a plan file, not its JSON. " + howToShow)
	case len(bytes.TrimSpace(text)) == 0:
		return nil, errors.New("the input is empty. " + howToShow)
	}
	// Windows PowerShell 5 redirects output as UTF-16, or as UTF-8 with a byte order mark.
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) {
		return nil, errors.New("the input is UTF-16, not UTF-8. In PowerShell, redirect with: | Out-File -Encoding utf8 plan.json")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	// Numbers keep their digits.
	decoder.UseNumber()
	var plan terraformPlan
	if err := decoder.Decode(&plan); err != nil {
		return nil, fmt.Errorf("the input is not the JSON of a plan: %w. %s", err, howToShow)
	}
	if decoder.More() {
		return nil, errors.New("the input has more than one JSON object, as the output of \"plan -json\" does. " + howToShow)
	}
	if plan.PlannedValues == nil && plan.ResourceChanges == nil {
		return nil, errors.New("the input is JSON, but not that of a plan. " + howToShow)
	}
	if major, _, _ := strings.Cut(plan.FormatVersion, "."); major != "1" {
		return nil, fmt.Errorf("the plan has the format version %q, but this program reads version 1. Use a newer release of the program",
			plan.FormatVersion)
	}
	return &plan, nil
}

// isOurs reports whether a resource belongs to this provider, from whatever registry it was installed.
func isOurs(provider, typeName string) bool {
	if provider == "" {
		return strings.HasPrefix(typeName, "rebilly_")
	}
	return path.Base(provider) == "rebilly"
}
