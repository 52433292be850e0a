"""Papers and their versions."""
