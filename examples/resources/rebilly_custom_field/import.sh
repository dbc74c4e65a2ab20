terraform import rebilly_custom_field.tier products/tier
