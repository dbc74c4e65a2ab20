import {
  to = rebilly_tag.vip
  identity = {
    name = "vip"
  }
}
