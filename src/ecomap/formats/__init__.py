"""G to and from the files of this program and of others."""
