// Command sbom writes a CycloneDX SBOM of a Go program, from the build information in the program. The output is deterministic.
package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: sbom program licenses.csv document")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(program, licenses, document string) error {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return err
	}
	rows, err := readLicenses(licenses)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)

	main := component(&info.Main, rows)
	main.Type = cdx.ComponentTypeApplication
	main.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}}
	main.Properties = properties(info)

	components := []cdx.Component{component(&debug.Module{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go")}, rows)}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		components = append(components, component(module, rows))
	}
	references := make([]string, 0, len(components))
	for _, part := range components {
		references = append(references, part.BOMRef)
	}

	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &main}
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: main.BOMRef, Dependencies: &references}}
	return write(bom, document)
}

func component(module *debug.Module, rows [][]string) cdx.Component {
	address := fmt.Sprintf("pkg:golang/%s@%s", module.Path, strings.ReplaceAll(module.Version, "+", "%2B"))
	part := cdx.Component{
		BOMRef:     address,
		Type:       cdx.ComponentTypeLibrary,
		Name:       module.Path,
		Version:    module.Version,
		PackageURL: address,
	}
	for _, row := range rows {
		if row[0] == module.Path || strings.HasPrefix(row[0], module.Path+"/") {
			part.Licenses = &cdx.Licenses{{Expression: row[1]}}
		}
	}
	return part
}

// properties returns the package and the build settings of the program.
func properties(info *buildinfo.BuildInfo) *[]cdx.Property {
	found := []cdx.Property{{Name: "go:package", Value: info.Path}}
	for _, setting := range info.Settings {
		found = append(found, cdx.Property{Name: "go:build:" + setting.Key, Value: setting.Value})
	}
	return &found
}

func readLicenses(path string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return csv.NewReader(file).ReadAll()
}

func write(bom *cdx.BOM, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := cdx.NewBOMEncoder(file, cdx.BOMFileFormatJSON).SetPretty(true).Encode(bom); err != nil {
		return err
	}
	return file.Close()
}
