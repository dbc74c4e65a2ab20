// Command check looks whether the files of a release are all there and are what registries and users expect of them.
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

const (
	provider = "terraform-provider-rebilly"
	emulator = "rebilly-emulator"
)

// What HashiCorp recommends and Go builds. Spelled out once more: a line that .goreleaser.yml loses is missed here.
var (
	providerPlatforms = []string{
		"darwin_amd64", "darwin_arm64",
		"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
		"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"windows_386", "windows_amd64", "windows_arm64",
	}
	emulatorPlatforms = []string{"darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64", "windows_amd64", "windows_arm64"}
)

type release struct {
	folder, version, revision string
	committed                 time.Time
	signed                    bool
	foreign                   []string
}

func main() {
	var r release
	var unix int64
	flag.StringVar(&r.folder, "folder", "dist", "the release's `folder`")
	flag.StringVar(&r.version, "version", "", "`version` without v")
	flag.StringVar(&r.revision, "revision", "", "`commit` that it is built from")
	flag.Int64Var(&unix, "committed", 0, "`time` of the commit in seconds")
	flag.BoolVar(&r.signed, "signed", true, "whether it has signatures")
	flag.Parse()
	r.committed = time.Unix(unix, 0).UTC()
	r.foreign = flag.Args()

	var problems []error
	for _, part := range []func() error{r.files, r.sums, r.manifest, r.programs} {
		problems = append(problems, part())
	}
	if err := errors.Join(problems...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (r release) name(program, platform, end string) string {
	return fmt.Sprintf("%s_%s_%s%s", program, r.version, platform, end)
}

// files are exactly those that users and registries know.
func (r release) files() error {
	sums := r.name(provider, "SHA256SUMS", "")
	want := []string{sums}
	if r.signed {
		want = append(want, sums+".sig")
	}
	for _, platform := range providerPlatforms {
		want = append(want, r.name(provider, platform, ".zip"), r.name(provider, platform, ".cdx.json"))
	}
	for _, platform := range emulatorPlatforms {
		archive := r.name(emulator, platform, ".tar.gz")
		want = append(want, archive, r.name(emulator, platform, ".cdx.json"))
		if r.signed {
			want = append(want, archive+".sig")
		}
	}
	entries, err := os.ReadDir(r.folder)
	if err != nil {
		return err
	}
	var have []string
	for _, entry := range entries {
		switch entry.Name() {
		case "artifacts.json", "metadata.json", "config.yaml":
			// What goreleaser writes for itself.
		default:
			if !entry.IsDir() {
				have = append(have, entry.Name())
			}
		}
	}
	return same("files of the release", want, have)
}

// sums are those of the provider's archives and of the manifest: engines put every line into lock files.
func (r release) sums() error {
	content, err := os.ReadFile(filepath.Join(r.folder, r.name(provider, "SHA256SUMS", "")))
	if err != nil {
		return err
	}
	manifest := r.name(provider, "manifest", ".json")
	want := []string{manifest}
	for _, platform := range providerPlatforms {
		want = append(want, r.name(provider, platform, ".zip"))
	}
	var have []string
	var problems []error
	for line := range strings.Lines(string(content)) {
		sum, name, found := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !found {
			problems = append(problems, fmt.Errorf("SHA256SUMS has the line %q", line))
			continue
		}
		have = append(have, name)
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
			problems = append(problems, fmt.Errorf("%s: SHA256SUMS has %s, the file %s", name, sum, actual))
		}
	}
	return errors.Join(append(problems, same("files in SHA256SUMS", want, have))...)
}

// manifest tells the registry the version of the protocol. It is uploaded from where it is, under another name.
func (r release) manifest() error {
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
		return fmt.Errorf("manifest: want version 1 and protocol 6.0, have %+v", manifest)
	}
	config, err := os.ReadFile(filepath.Join(r.folder, "config.yaml"))
	if err != nil {
		return err
	}
	_, uploads, _ := strings.Cut(string(config), "\nrelease:\n")
	uploads, _, _ = strings.Cut(uploads, "\nmilestones:")
	if !strings.Contains(uploads, "_manifest.json") || !strings.Contains(uploads, "draft: true") {
		return errors.New("the release does not upload the manifest, or is no draft")
	}
	return nil
}

func (r release) programs() error {
	var problems []error
	for _, platform := range providerPlatforms {
		problems = append(problems, r.program(provider, platform, ".zip", provider+"_v"+r.version, unzip))
	}
	for _, platform := range emulatorPlatforms {
		problems = append(problems, r.program(emulator, platform, ".tar.gz", emulator, untar))
	}
	return errors.Join(problems...)
}

type entry struct {
	name    string
	mode    fs.FileMode
	changed time.Time
	content []byte
}

// program looks into an archive, and at the bill of materials beside it.
func (r release) program(of, platform, end, binary string, unpack func([]byte) ([]entry, error)) error {
	archive := r.name(of, platform, end)
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
	for _, one := range entries {
		names = append(names, one.name)
		mode := fs.FileMode(0o644)
		if one.name == binary {
			program, mode = one.content, 0o755
		}
		if one.mode != mode {
			problems = append(problems, fmt.Errorf("%s has mode %v, want %v", one.name, one.mode, mode))
		}
		if !one.changed.Equal(r.committed) {
			problems = append(problems, fmt.Errorf("%s is of %v, want that of the commit, %v", one.name, one.changed, r.committed))
		}
		if original, err := os.ReadFile(source(one.name)); one.name != binary && (err != nil || !bytes.Equal(original, one.content)) {
			problems = append(problems, fmt.Errorf("%s is not that of the project", one.name))
		}
	}
	problems = append(problems, same("entries", []string{binary, "LICENSE", "THIRD_PARTY_LICENSES"}, names))
	if program != nil {
		problems = append(problems, r.built(program, system, architecture), r.bill(r.name(of, platform, ".cdx.json"), program))
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

// built holds a program to how it has to be built for anyone to get the same bytes.
func (r release) built(program []byte, system, architecture string) error {
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
			problems = append(problems, fmt.Errorf("the program has %s=%q, want %q", key, settings[key], want[key]))
		}
	}
	if info.GoVersion != runtime.Version() {
		problems = append(problems, fmt.Errorf("the program is built by %s, want %s", info.GoVersion, runtime.Version()))
	}
	if info.Main.Version != "v"+r.version {
		problems = append(problems, fmt.Errorf("the program says that it is %s, want v%s", info.Main.Version, r.version))
	}
	for _, path := range r.foreign {
		if i := bytes.Index(program, []byte(path)); i >= 0 {
			problems = append(problems, fmt.Errorf("the program has a path of this machine: %q", program[i:min(i+80, len(program))]))
		}
	}
	return errors.Join(problems...)
}

// bill is of this very program, and every library in it has a license.
func (r release) bill(name string, program []byte) error {
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
		return fmt.Errorf("%s: no component, hash or libraries", name)
	}
	if hash := (*bom.Metadata.Component.Hashes)[0]; hash.Algorithm != cdx.HashAlgoSHA256 || hash.Value != digest(program) {
		return fmt.Errorf("%s is of another program", name)
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return err
	}
	want := []string{"std"}
	for _, module := range info.Deps {
		want = append(want, module.Path)
	}
	var have []string
	var problems []error
	for _, library := range *bom.Components {
		have = append(have, library.Name)
		if library.Licenses == nil {
			problems = append(problems, fmt.Errorf("%s: %s has no license", name, library.Name))
		}
	}
	return errors.Join(append(problems, same("libraries of "+name, want, have))...)
}

func same(what string, want, have []string) error {
	var problems []error
	for _, one := range want {
		if !slices.Contains(have, one) {
			problems = append(problems, fmt.Errorf("%s: %s is missing", what, one))
		}
	}
	for _, one := range have {
		if !slices.Contains(want, one) {
			problems = append(problems, fmt.Errorf("%s: %s is unexpected", what, one))
		}
	}
	if len(problems) == 0 && len(want) != len(have) {
		problems = append(problems, fmt.Errorf("%s: one is there twice", what))
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
