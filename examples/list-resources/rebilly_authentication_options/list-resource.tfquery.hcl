# terraform query shows the options; with -generate-config-out=authentication.tf it writes the configuration, too.
list "rebilly_authentication_options" "all" {
  provider = rebilly
}
