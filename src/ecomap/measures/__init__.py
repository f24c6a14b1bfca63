"""What the interactions are worth, how sure it is, and what would change it."""
