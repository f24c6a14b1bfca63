"""Grids of cells as the two tables, every row accounted for."""
