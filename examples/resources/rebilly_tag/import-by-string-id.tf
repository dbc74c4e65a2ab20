import {
  to = rebilly_tag.vip
  id = "vip"
}
