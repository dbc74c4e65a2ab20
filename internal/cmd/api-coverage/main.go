// Command api-coverage writes the guide "API coverage" to a file: the families of operations in Rebilly's API
// definition, and what the provider offers for each.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: api-coverage FILE")
	}
	definition, err := contract.Load()
	if err != nil {
		log.Fatal(err)
	}
	var guide bytes.Buffer
	if err := write(context.Background(), &guide, definition); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], guide.Bytes(), 0o644); err != nil { //nolint:gosec // docs are for everyone to read
		log.Fatal(err)
	}
}

const introduction = `---
page_title: "API coverage"
subcategory: ""
description: |-
  What the provider offers for each family of operations in Rebilly's API.
---

# API coverage

Rebilly's API definition groups its operations in families. This table shows what the provider offers for each family.
*No configuration* marks families whose objects are created by customers, payments or people: Terraform would conflict with them.

| Family | Operations | Offered | Remark |
|---|--:|---|---|
`

// write writes a row for each family. A family that is not in the table of this program is an error.
func write(ctx context.Context, out io.Writer, definition *contract.Definition) error {
	offered, err := offers(ctx)
	if err != nil {
		return err
	}
	operations := definition.Families()
	var names, missing []string
	for name := range operations {
		names = append(names, name)
		if _, ok := families[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("families that are not in the table of this program: %s", strings.Join(missing, ", "))
	}
	slices.Sort(names)
	if _, err := io.WriteString(out, introduction); err != nil {
		return err
	}
	for _, name := range names {
		family := families[name]
		var offer []string
		for _, typeName := range family.types {
			offer = append(offer, offered[typeName]...)
		}
		if _, err := fmt.Fprintf(out, "| %s | %d | %s | %s |\n", name, operations[name], strings.Join(offer, ", "), family.remark); err != nil {
			return err
		}
	}
	return nil
}

// offers returns links to the documentation of each type, such as [resource](../resources/product.md).
func offers(ctx context.Context) (map[string][]string, error) {
	schemas, err := providerserver.NewProtocol6(provider.New("coverage")())().GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	offered := map[string][]string{}
	for _, kind := range []struct {
		name, folder string
		types        map[string]*tfprotov6.Schema
	}{
		{"resource", "resources", schemas.ResourceSchemas},
		{"data source", "data-sources", schemas.DataSourceSchemas},
		{"ephemeral resource", "ephemeral-resources", schemas.EphemeralResourceSchemas},
		{"list resource", "list-resources", schemas.ListResourceSchemas},
	} {
		for typeName := range kind.types {
			page := fmt.Sprintf("[%s](../%s/%s.md)", kind.name, kind.folder, strings.TrimPrefix(typeName, "rebilly_"))
			offered[typeName] = append(offered[typeName], page)
		}
	}
	return offered, nil
}
