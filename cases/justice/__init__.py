"""The criminal justice journey of a case and the person's rights in it.

Owns incidents, steps, clocks, orders, measures, rights, complaints and choices about reporting. Refuses to ask for any
account of what happened: notes are disclosable, and an ISVA takes no evidence (domain.md 2).
"""
