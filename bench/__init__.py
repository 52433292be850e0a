"""How long pages take, measured from outside. Nothing here is imported by the service."""
