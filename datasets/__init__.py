"""Data sets that ecomap carries: `importlib.resources.files("ecomap.examples") / "odd17"`."""
