# All attributes. The second entry is limited to one product.
resource "rebilly_role" "catalog" {
  id          = "role_catalog"
  name        = "Catalog"
  description = "People who maintain what is sold"
  acl = [
    { permissions = ["GetProductCollection", "GetPlanCollection"] },
    {
      permissions = ["GetProduct", "PutProduct", "GetPlan", "PutPlan"]
      scope       = { product_id = ["prod_seats"] }
    },
  ]
  allowed_ips         = ["203.0.113.0/24"]
  junior_ids          = []
  deletion_protection = false

  timeouts = {
    delete = "5m"
  }
}
