list "rebilly_website" "all" {
  provider = rebilly
}
