"""What is in a source: how many of each digit, what they look like on average, and each of them."""
