"""What one value means: a cell, an identifier, a heading, the end of an alliance, a name."""
