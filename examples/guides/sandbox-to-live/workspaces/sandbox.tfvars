website_url = "https://shop.test.example.com"
