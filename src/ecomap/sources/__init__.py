"""Files as grids of cells, and where a table is on them."""
