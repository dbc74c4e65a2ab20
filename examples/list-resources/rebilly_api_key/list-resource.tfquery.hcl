# Neither the list nor the generated configuration contains the values of keys.
list "rebilly_api_key" "all" {
  provider = rebilly
  limit    = 10000
}
