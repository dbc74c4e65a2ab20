data "rebilly_websites" "all" {}

output "addresses" {
  value = { for website in data.rebilly_websites.all.websites : website.name => website.url }
}
