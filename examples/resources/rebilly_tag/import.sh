terraform import rebilly_tag.vip vip
