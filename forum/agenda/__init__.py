"""A meeting's agenda: items in order, with their time, who leads them and what they are for."""
