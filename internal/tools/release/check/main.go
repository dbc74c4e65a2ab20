// Command check checks that a release has all files, and that their contents are what registries and users expect.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

const provider = "terraform-provider-rebilly"

// tools are the other programs of the release.
var tools = []string{"rebilly-emulator", "rebilly-review"}

// The platforms that HashiCorp recommends and Go supports. .goreleaser.yml also lists them, so that a missing platform is found.
var (
	providerPlatforms = []string{
		"darwin_amd64", "darwin_arm64",
		"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
		"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"windows_386", "windows_amd64", "windows_arm64",
	}
	toolPlatforms = []string{"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"}
)

type release struct {
	folder, version, revision string
	committed                 time.Time
	signed                    bool
	localPaths                []string
}

func main() {
	var r release
	var unix int64
	flag.StringVar(&r.folder, "folder", "dist", "`folder` of the release")
	flag.StringVar(&r.version, "version", "", "`version` without v")
	flag.StringVar(&r.revision, "revision", "", "`commit` of the build")
	flag.Int64Var(&unix, "committed", 0, "`time` of the commit in seconds")
	flag.BoolVar(&r.signed, "signed", true, "whether the release has signatures")
	flag.Parse()
	r.committed = time.Unix(unix, 0).UTC()
	r.localPaths = flag.Args()

	var problems []error
	for _, check := range []func() error{r.checkFiles, r.checkSums, r.checkManifest, r.checkPrograms} {
		problems = append(problems, check())
	}
	if err := errors.Join(problems...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (r release) name(program, platform, extension string) string {
	return fmt.Sprintf("%s_%s_%s%s", program, r.version, platform, extension)
}

// checkFiles returns an error for each missing or unexpected file.
func (r release) checkFiles() error {
	sums := r.name(provider, "SHA256SUMS", "")
	want := []string{sums}
	if r.signed {
		want = append(want, sums+".sig")
	}
	for _, platform := range providerPlatforms {
		want = append(want, r.name(provider, platform, ".zip"), r.name(provider, platform, ".cdx.json"))
	}
	for _, tool := range tools {
		for _, platform := range toolPlatforms {
			archive := r.name(tool, platform, ".tar.gz")
			want = append(want, archive, r.name(tool, platform, ".cdx.json"))
			if r.signed {
				want = append(want, archive+".sig")
			}
		}
	}
	entries, err := os.ReadDir(r.folder)
	if err != nil {
		return err
	}
	var got []string
	for _, entry := range entries {
		switch entry.Name() {
		case "artifacts.json", "metadata.json", "config.yaml":
			// Internal files of goreleaser.
		default:
			if !entry.IsDir() {
				got = append(got, entry.Name())
			}
		}
	}
	return compare("files of the release", want, got)
}

// checkSums compares the checksums with the provider's archives and the manifest. Other files must not have one, because the CLI writes
// every line to lock files.
func (r release) checkSums() error {
	content, err := os.ReadFile(filepath.Join(r.folder, r.name(provider, "SHA256SUMS", "")))
	if err != nil {
		return err
	}
	manifest := r.name(provider, "manifest", ".json")
	want := []string{manifest}
	for _, platform := range providerPlatforms {
		want = append(want, r.name(provider, platform, ".zip"))
	}
	var got []string
	var problems []error
	for line := range strings.Lines(string(content)) {
		sum, name, found := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !found {
			problems = append(problems, fmt.Errorf("SHA256SUMS: got line %q, want a checksum and a name", line))
			continue
		}
		got = append(got, name)
		path := filepath.Join(r.folder, name)
		if name == manifest {
			path = "terraform-registry-manifest.json"
		}
		file, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if actual := digest(file); actual != sum {
			problems = append(problems, fmt.Errorf("%s: got checksum %s in SHA256SUMS, want %s", name, sum, actual))
		}
	}
	return errors.Join(append(problems, compare("files in SHA256SUMS", want, got))...)
}

// checkManifest checks the protocol version that the registry reads. goreleaser uploads the manifest with a different name.
func (r release) checkManifest() error {
	content, err := os.ReadFile("terraform-registry-manifest.json")
	if err != nil {
		return err
	}
	var manifest struct {
		Version  int
		Metadata struct {
			ProtocolVersions []string `json:"protocol_versions"`
		}
	}
	if err := json.Unmarshal(content, &manifest); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	if manifest.Version != 1 || !slices.Equal(manifest.Metadata.ProtocolVersions, []string{"6.0"}) {
		return fmt.Errorf("manifest: got %+v, want version 1 and protocol 6.0", manifest)
	}
	config, err := os.ReadFile(filepath.Join(r.folder, "config.yaml"))
	if err != nil {
		return err
	}
	_, uploads, _ := strings.Cut(string(config), "\nrelease:\n")
	uploads, _, _ = strings.Cut(uploads, "\nmilestones:")
	if !strings.Contains(uploads, "_manifest.json") || !strings.Contains(uploads, "draft: true") {
		return errors.New("config.yaml: the release must be a draft and upload the manifest")
	}
	return nil
}

func (r release) checkPrograms() error {
	var problems []error
	for _, platform := range providerPlatforms {
		problems = append(problems, r.checkArchive(provider, platform, ".zip", provider+"_v"+r.version, unzip))
	}
	for _, tool := range tools {
		for _, platform := range toolPlatforms {
			problems = append(problems, r.checkArchive(tool, platform, ".tar.gz", tool, untar))
		}
	}
	return errors.Join(problems...)
}

type entry struct {
	name     string
	mode     fs.FileMode
	modified time.Time
	content  []byte
}

// checkArchive checks the contents of an archive, and its SBOM.
func (r release) checkArchive(name, platform, extension, binary string, unpack func([]byte) ([]entry, error)) error {
	archive := r.name(name, platform, extension)
	content, err := os.ReadFile(filepath.Join(r.folder, archive))
	if err != nil {
		return err
	}
	entries, err := unpack(content)
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	system, architecture, _ := strings.Cut(platform, "_")
	if system == "windows" {
		binary += ".exe"
	}
	var names []string
	var problems []error
	var program []byte
	for _, e := range entries {
		names = append(names, e.name)
		mode := fs.FileMode(0o644)
		if e.name == binary {
			program, mode = e.content, 0o755
		}
		if e.mode != mode {
			problems = append(problems, fmt.Errorf("%s: got mode %v, want %v", e.name, e.mode, mode))
		}
		if !e.modified.Equal(r.committed) {
			problems = append(problems, fmt.Errorf("%s: got time %v, want the time of the commit, %v", e.name, e.modified, r.committed))
		}
		if original, err := os.ReadFile(source(e.name)); e.name != binary && (err != nil || !bytes.Equal(original, e.content)) {
			problems = append(problems, fmt.Errorf("%s differs from %s", e.name, source(e.name)))
		}
	}
	problems = append(problems, compare("entries", []string{binary, "LICENSE", "THIRD_PARTY_LICENSES"}, names))
	if program != nil {
		problems = append(problems, r.checkBuildInfo(program, system, architecture), r.checkSBOM(r.name(name, platform, ".cdx.json"), program))
		fmt.Printf("%6.1f MB  %5.1f MB packed  %s\n", float64(len(program))/1e6, float64(len(content))/1e6, archive)
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	return nil
}

func source(name string) string {
	if name == "THIRD_PARTY_LICENSES" {
		return filepath.Join("internal", "tools", "licenses.txt")
	}
	return name
}

// checkBuildInfo checks that a program is built so that the build is reproducible.
func (r release) checkBuildInfo(program []byte, system, architecture string) error {
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	want := map[string]string{
		"GOOS": system, "GOARCH": architecture, "CGO_ENABLED": "0", "-trimpath": "true",
		"vcs.revision": r.revision, "vcs.modified": "false",
	}
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if settings[key] != want[key] {
			problems = append(problems, fmt.Errorf("got build setting %s=%q, want %q", key, settings[key], want[key]))
		}
	}
	if info.GoVersion != runtime.Version() {
		problems = append(problems, fmt.Errorf("got Go version %s, want %s", info.GoVersion, runtime.Version()))
	}
	if info.Main.Version != "v"+r.version {
		problems = append(problems, fmt.Errorf("got version %s, want v%s", info.Main.Version, r.version))
	}
	for _, path := range r.localPaths {
		if i := bytes.Index(program, []byte(path)); i >= 0 {
			problems = append(problems, fmt.Errorf("got a local path in the program, want none: %q", program[i:min(i+80, len(program))]))
		}
	}
	return errors.Join(problems...)
}

// checkSBOM checks that an SBOM has the checksum and the modules of the program, each with a license.
func (r release) checkSBOM(name string, program []byte) error {
	file, err := os.Open(filepath.Join(r.folder, name))
	if err != nil {
		return err
	}
	defer file.Close()
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(file, cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if bom.Metadata == nil || bom.Metadata.Component == nil || bom.Metadata.Component.Hashes == nil || bom.Components == nil {
		return fmt.Errorf("%s: want a component with a hash, and libraries", name)
	}
	if hash := (*bom.Metadata.Component.Hashes)[0]; hash.Algorithm != cdx.HashAlgoSHA256 || hash.Value != digest(program) {
		return fmt.Errorf("%s: got %s %s, want the SHA-256 checksum of the program", name, hash.Algorithm, hash.Value)
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return err
	}
	want := []string{"std"}
	for _, module := range info.Deps {
		want = append(want, module.Path)
	}
	var got []string
	var problems []error
	for _, library := range *bom.Components {
		got = append(got, library.Name)
		if library.Licenses == nil {
			problems = append(problems, fmt.Errorf("%s: %s has no license", name, library.Name))
		}
	}
	return errors.Join(append(problems, compare("libraries of "+name, want, got))...)
}

// compare returns an error for each name that is missing, unexpected or duplicate.
func compare(what string, want, got []string) error {
	var problems []error
	for _, name := range want {
		if !slices.Contains(got, name) {
			problems = append(problems, fmt.Errorf("%s: %s is missing", what, name))
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			problems = append(problems, fmt.Errorf("%s: %s is unexpected", what, name))
		}
	}
	if len(problems) == 0 && len(want) != len(got) {
		problems = append(problems, fmt.Errorf("%s: got %d names, want %d: one is duplicate", what, len(got), len(want)))
	}
	return errors.Join(problems...)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func unzip(content []byte) ([]entry, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	var entries []entry
	for _, file := range archive.File {
		unpacked, err := file.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(unpacked)
		if err := errors.Join(err, unpacked.Close()); err != nil {
			return nil, err
		}
		entries = append(entries, entry{file.Name, file.Mode(), file.Modified, content})
	}
	return entries, nil
}

func untar(content []byte) ([]entry, error) {
	unpacked, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	archive := tar.NewReader(unpacked)
	var entries []entry
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(archive)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{header.Name, header.FileInfo().Mode(), header.ModTime, content})
	}
}
