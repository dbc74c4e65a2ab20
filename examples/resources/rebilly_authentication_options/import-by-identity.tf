import {
  to = rebilly_authentication_options.this
  identity = {
    organization_id = "org_seats"
  }
}
