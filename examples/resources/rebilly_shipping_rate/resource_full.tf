# All attributes. The rate applies to invoices of 100 to 1,000 dollars that are delivered to the United States or Canada.
resource "rebilly_shipping_rate" "north_america" {
  id          = "ship_rate_north_america"
  name        = "North America"
  description = "Delivery within three days"
  price       = 4.99
  currency    = "USD"
  filter      = "deliveryAddress.country:US,CA;amount:100..1000"
  status      = "active"

  timeouts = {
    delete = "5m"
  }
}
