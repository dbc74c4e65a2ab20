// Command terraform-provider-rebilly is the Terraform provider for Rebilly.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	tfaddr "github.com/hashicorp/terraform-registry-address"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// version is set by the release build.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve for a debugger and print how to attach")
	printVersion := flag.Bool("version", false, "print the version and end")
	flag.Parse()
	if *printVersion {
		fmt.Println(version)
		return
	}
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: tfaddr.NewProvider(tfaddr.DefaultProviderRegistryHost, "rebilly", "rebilly").String(),
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
