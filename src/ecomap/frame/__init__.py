"""The frame of the research notebook, on the data of whoever asks."""
