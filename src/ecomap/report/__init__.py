"""What an ecosystem is, told: a report in chapters, and a card for each actor."""
