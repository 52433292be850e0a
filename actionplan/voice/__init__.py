"""What people who sex work said, and what changed because of it."""
