# All that a website needs. Its hosted pages have Rebilly's defaults.
resource "rebilly_website" "shop" {
  name          = "Shop"
  url           = "https://shop.example.com"
  service_email = "help@example.com"
  service_phone = "+1 555 010 0100"
}
