"""How an agency, and how the forum, stands. Refuses figures that have not passed disclosure control."""
