# Active billing plans of one product.
list "rebilly_plan" "seats" {
  provider = rebilly
  limit    = 10000

  config {
    filter = "productId:prod_01HZX3M9V5K7R2T4W6Y8A0C1E3;isActive:true"
    sort   = "-createdTime"
  }
}
