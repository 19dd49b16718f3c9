"""What the business calls things: measures, dimensions, and the view held for fast reading."""
