import {
  to = rebilly_authentication_options.this
  id = "org_seats"
}
