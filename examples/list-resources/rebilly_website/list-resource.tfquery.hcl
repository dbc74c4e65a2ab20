list "rebilly_website" "all" {
  provider = rebilly
  limit    = 10000
}
