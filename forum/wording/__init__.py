"""Where something that may name a person stayed in a paper, and why."""
