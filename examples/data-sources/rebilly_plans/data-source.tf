# Active billing plans of one product.
data "rebilly_plans" "seats" {
  filter = "productId:prod_01HZX3M9V5K7R2T4W6Y8A0C1E3;isActive:true"
  sort   = "-createdTime"
}

output "plans" {
  value = data.rebilly_plans.seats.plans[*].name
}
