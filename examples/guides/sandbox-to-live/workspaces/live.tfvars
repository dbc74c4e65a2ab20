website_url = "https://shop.example.com"
