"""Map ecosystems of actors and alliances, and measure the value of their interactions."""
