moved {
  from = restful_resource.tier
  to   = rebilly_custom_field.tier
}

moved {
  from = restful_resource.workspace
  to   = rebilly_product.workspace
}

moved {
  from = restful_resource.seats
  to   = rebilly_plan.seats
}

moved {
  from = restful_resource.storage
  to   = rebilly_plan.storage
}

moved {
  from = restful_resource.shop
  to   = rebilly_website.shop
}

moved {
  from = restful_resource.reports
  to   = rebilly_api_key.reports
}
