# A tag that is managed elsewhere.
data "rebilly_tag" "vip" {
  name = "vip"
}

output "vip_tag_type" {
  value = data.rebilly_tag.vip.type
}
