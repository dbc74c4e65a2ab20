// Package tffwdocs stands in for a library of magodo/restful: the types in which that provider describes its documentation.
// Nothing reads them while it serves, and no version of the library that has all of them can be had from the module proxy.
package tffwdocs

// Example is an example of a configuration.
type Example struct{ Header, HCL string }

// ImportId says how a resource is imported.
type ImportId struct{ Format, ExampleCmdArg, ExampleBlk string }

// What a documentation has besides the schema.
type (
	ProviderRenderOption          struct{ Examples []Example }
	DataSourceRenderOption        struct{ Examples []Example }
	EphemeralResourceRenderOption struct{ Examples []Example }
	ResourceRenderOption          struct {
		Examples, IdentityExamples []Example
		ImportId                   *ImportId
	}
)

// What describes its documentation.
type (
	ProviderWithRenderOption          interface{ RenderOption() ProviderRenderOption }
	DataSourceWithRenderOption        interface{ RenderOption() DataSourceRenderOption }
	EphemeralResourceWithRenderOption interface {
		RenderOption() EphemeralResourceRenderOption
	}
	ResourceWithRenderOption interface{ RenderOption() ResourceRenderOption }
)
