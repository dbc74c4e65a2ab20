#!/usr/bin/env bash
# Builds the provider into the plugin directory in which Terraform and OpenTofu look for local providers, and prints the CLI
# configuration for development. Does not change any configuration file.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -nE '/^## /{s/^## ([^ ]+) .*/\1/p;q;}' CHANGELOG.md)
os=$(go env GOOS) arch=$(go env GOARCH)
case $os in
  windows) plugins=${APPDATA//\\//}/terraform.d/plugins suffix=.exe ;;
  *) plugins=$HOME/.terraform.d/plugins suffix= ;;
esac

CGO_ENABLED=0 go build -o bin/ .
for host in registry.opentofu.org registry.terraform.io; do
  target=$plugins/$host/rebilly/rebilly/$version/${os}_$arch
  mkdir -p "$target"
  # Not copied over the old file, which a running CLI may be executing.
  rm -f "$target/terraform-provider-rebilly_v$version$suffix"
  cp "bin/terraform-provider-rebilly$suffix" "$target/terraform-provider-rebilly_v$version$suffix"
  echo "Installed $target/terraform-provider-rebilly_v$version$suffix"
done

cat <<END

terraform init now installs this build, unless the CLI configuration has a provider_installation block. After a rebuild, delete
.terraform.lock.hcl first: it has the checksum of the previous build. To use published versions again, delete
$plugins/registry.*/rebilly.

To use the build without init, paste this into ~/.terraformrc or ~/.tofurc (terraform.rc or tofu.rc in %APPDATA% on Windows),
or into a file that TF_CLI_CONFIG_FILE names:

provider_installation {
  dev_overrides {
    "rebilly/rebilly" = "$target"
  }
  direct {}
}
END
