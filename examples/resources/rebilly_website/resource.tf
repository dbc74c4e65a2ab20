# The required attributes of a website. Its hosted pages use Rebilly's defaults.
resource "rebilly_website" "shop" {
  name          = "Shop"
  url           = "https://shop.example.com"
  service_email = "help@example.com"
  service_phone = "+1 555 010 0100"
}
