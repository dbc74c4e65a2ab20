// Command licenses writes the licenses of the modules in the released programs, for all their operating systems.
package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/go-licenses/v2/licenses"
	"k8s.io/klog/v2"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: licenses folder systems packages...")
		os.Exit(2)
	}
	if err := run(os.Args[1], strings.Split(os.Args[2], ","), os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "licenses:", err)
		os.Exit(1)
	}
}

// project is the module path of this project, whose packages are left out.
const project = "github.com/rebilly/terraform-provider-rebilly"

type library struct {
	name, license, text string
}

func run(folder string, systems, packages []string) error {
	// go-licenses logs warnings about assembly. It also returns an error for each unknown license.
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	classifier, err := licenses.NewClassifier()
	if err != nil {
		return err
	}
	found := map[string]library{}
	for _, system := range systems {
		if err := os.Setenv("GOOS", system); err != nil {
			return err
		}
		libraries, err := licenses.Libraries(context.Background(), classifier, false, []string{project}, packages...)
		if err != nil {
			return err
		}
		for _, one := range libraries {
			described, err := describe(one)
			if err != nil {
				return err
			}
			found[described.name] = described
		}
	}
	standard, err := standardLibrary(classifier)
	if err != nil {
		return err
	}
	found[standard.name] = standard

	sorted := make([]library, 0, len(found))
	for _, one := range found {
		sorted = append(sorted, one)
	}
	slices.SortFunc(sorted, func(a, b library) int { return cmp.Compare(a.name, b.name) })
	return errors.Join(
		create(filepath.Join(folder, "licenses.csv"), func(file io.Writer) error { return list(file, sorted) }),
		create(filepath.Join(folder, "licenses.txt"), func(file io.Writer) error { return texts(file, sorted) }),
	)
}

func describe(one *licenses.Library) (library, error) {
	if one.LicenseFile == "" {
		return library{}, fmt.Errorf("%s has no license", one.Name())
	}
	return read(one.Name(), one.LicenseFile, one.Licenses)
}

// standardLibrary returns the license of the standard library, which go-licenses leaves out.
func standardLibrary(classifier licenses.Classifier) (library, error) {
	file := filepath.Join(os.Getenv("GOROOT"), "LICENSE")
	names, err := classifier.Identify(file)
	if err != nil {
		return library{}, err
	}
	return read("std", file, names)
}

func read(name, file string, found []licenses.License) (library, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return library{}, err
	}
	notices, err := filepath.Glob(filepath.Join(filepath.Dir(file), "NOTICE*"))
	if err != nil {
		return library{}, err
	}
	for _, notice := range notices {
		more, err := os.ReadFile(notice)
		if err != nil {
			return library{}, err
		}
		text = append(append(text, '\n'), more...)
	}
	names := make([]string, 0, len(found))
	for _, license := range found {
		names = append(names, license.Name)
	}
	slices.Sort(names)
	if len(names) == 0 {
		return library{}, fmt.Errorf("%s has an unknown license", name)
	}
	return library{name, strings.Join(names, " AND "), strings.TrimSpace(string(text))}, nil
}

func create(path string, fill func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(fill(file), file.Close())
}

func list(file io.Writer, sorted []library) error {
	rows := csv.NewWriter(file)
	for _, one := range sorted {
		if err := rows.Write([]string{one.name, one.license}); err != nil {
			return err
		}
	}
	rows.Flush()
	return rows.Error()
}

// texts writes each license text once, below the names of its modules.
func texts(file io.Writer, sorted []library) error {
	names := map[string][]string{}
	var order []string
	for _, one := range sorted {
		if names[one.text] == nil {
			order = append(order, one.text)
		}
		names[one.text] = append(names[one.text], one.name)
	}
	rule := strings.Repeat("=", 80)
	for _, text := range order {
		if _, err := fmt.Fprintf(file, "%s\n%s\n%s\n\n%s\n\n", rule, strings.Join(names[text], "\n"), rule, text); err != nil {
			return err
		}
	}
	return nil
}
