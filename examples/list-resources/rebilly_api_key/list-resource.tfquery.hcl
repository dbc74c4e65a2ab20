# Neither the list nor the configuration that is generated has the values of keys.
list "rebilly_api_key" "all" {
  provider = rebilly
  limit    = 10000
}
