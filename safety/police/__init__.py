"""What the police are told: without a name, with questions through the agency, or in full, each by a scope of its own.

Refuses to let the police see where it came from: they hold plain text, a grade and a reference that leads nowhere.
"""
