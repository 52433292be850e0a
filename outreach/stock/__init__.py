"""Stock: what an agency has to give, which batch of it, and what each session used. Owns counts, and no one's name."""
