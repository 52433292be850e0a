"""Minutes taken live, decisions, and the actions made of them."""
