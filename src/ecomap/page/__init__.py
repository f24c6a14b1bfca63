"""The map: where things stand, and one page or picture that shows them."""
