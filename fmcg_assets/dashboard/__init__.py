"""The web dashboard: pages for business people, over the view."""
