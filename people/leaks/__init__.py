"""What in a shared text may point at a person: found, and answered before it is shown."""
