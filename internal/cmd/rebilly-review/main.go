// Command rebilly-review writes a review of a Terraform plan for people who answer for prices: Markdown for a pull request, HTML or JSON.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// The exit codes. Terraform uses 2 for a plan with changes.
const (
	exitError = 1
	exitUsage = 2
	exitGate  = 3
)

// defaultLimit fits into a comment on GitHub, which has at most 65,536 characters.
const defaultLimit = 65_000

var (
	// errUsage marks errors in the arguments.
	errUsage = errors.New("bad arguments")
	// errGate is returned if a gate fails. The review was written.
	errGate = errors.New("the plan does not pass")
	// errPlan is returned for a plan that ended with an error. The review was written.
	errPlan = errors.New("the plan ended with an error, so the review is incomplete")
)

func main() {
	err := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitUsage)
	case errors.Is(err, errGate):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitGate)
	default:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitError)
	}
}

type options struct {
	file, format, output string
	gates                []gate
	limit                int
}

func parse(args []string, help io.Writer) (options, error) {
	var o options
	var failOn string
	flags := flag.NewFlagSet("rebilly-review", flag.ContinueOnError)
	flags.SetOutput(help)
	flags.StringVar(&o.format, "format", "markdown", "`format` of the review: markdown, html or json")
	flags.StringVar(&o.output, "output", "", "`file` to write; standard output if empty")
	flags.StringVar(&failOn, "fail-on", "", "`gates`, separated by commas; exit with 3 if the plan violates one")
	flags.IntVar(&o.limit, "limit", defaultLimit, "maximum `bytes` of Markdown; 0 for no maximum")
	flags.Usage = func() {
		fmt.Fprintf(help, "Usage: terraform show -json tfplan | rebilly-review [flags] [plan.json]\n\nFlags:\n")
		flags.PrintDefaults()
		fmt.Fprintf(help, "\nGates:\n")
		for _, g := range gateDescriptions {
			fmt.Fprintf(help, "  %-22s%s\n", g.name, g.description)
		}
		fmt.Fprintf(help, "\nExit codes: 0 after a review, 1 after an error, also one of the plan, 2 for bad arguments, 3 if a gate fails.\n")
	}
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("%w: %w", errUsage, err)
	}
	switch {
	case flags.NArg() > 1:
		return o, fmt.Errorf("%w: unexpected %q; flags come before the file", errUsage, flags.Arg(1))
	case o.format != "markdown" && o.format != "html" && o.format != "json":
		return o, fmt.Errorf("%w: -format must be markdown, html or json", errUsage)
	case o.limit < 0:
		return o, fmt.Errorf("%w: -limit cannot be negative", errUsage)
	}
	o.file = flags.Arg(0)
	var err error
	if o.gates, err = parseGates(failOn); err != nil {
		return o, fmt.Errorf("%w: %w", errUsage, err)
	}
	return o, nil
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	input := stdin
	if o.file != "" && o.file != "-" {
		file, err := os.Open(o.file)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		input = file
	}
	plan, err := readPlan(input)
	if err != nil {
		return err
	}
	known, err := readKnowledge()
	if err != nil {
		return err
	}
	r := newReview(plan, known)
	var failed []string
	for _, g := range o.gates {
		result := g.check(r)
		r.Gates = append(r.Gates, result)
		if !result.IsPassed {
			failed = append(failed, result.Gate)
		}
	}
	if err := write(r, o, stdout); err != nil {
		return err
	}
	switch {
	case r.HasErrored:
		return errPlan
	case len(failed) > 0:
		return fmt.Errorf("%w: %s", errGate, strings.Join(failed, ", "))
	}
	return nil
}

// write writes a review to the file of the options, or to standard output.
func write(r *review, o options, stdout io.Writer) error {
	if o.output == "" {
		return r.write(stdout, o)
	}
	file, err := os.Create(o.output)
	if err != nil {
		return err
	}
	return errors.Join(r.write(file, o), file.Close())
}

func (r *review) write(to io.Writer, o options) error {
	switch o.format {
	case "json":
		encoder := json.NewEncoder(to)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(r)
	case "html":
		return newDocument(r).writeHTML(to)
	}
	_, err := io.WriteString(to, newDocument(r).markdown(o.limit))
	return err
}
