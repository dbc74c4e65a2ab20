import {
  to = rebilly_custom_field.tier
  id = "products/tier"
}

import {
  to = rebilly_product.workspace
  id = "prod_workspace"
}

import {
  for_each = toset(["plan_monthly", "plan_yearly"])
  to       = rebilly_plan.seats[each.key]
  id       = each.key
}

import {
  to = rebilly_plan.storage
  id = "plan_storage"
}

import {
  to = rebilly_website.shop
  id = "web_shop"
}

import {
  to = rebilly_api_key.reports
  id = "api_key_reports"
}

removed {
  from = restful_resource.tier

  lifecycle {
    destroy = false
  }
}

removed {
  from = restful_resource.workspace

  lifecycle {
    destroy = false
  }
}

removed {
  from = restful_resource.seats

  lifecycle {
    destroy = false
  }
}

removed {
  from = restful_resource.storage

  lifecycle {
    destroy = false
  }
}

removed {
  from = restful_resource.shop

  lifecycle {
    destroy = false
  }
}

removed {
  from = restful_resource.reports

  lifecycle {
    destroy = false
  }
}
