"""Tasks of casework: what someone will do by a day, written down or derived; my day, my team, reminders, a calendar.

Owns what is due. Refuses to give a task to a colleague who may not open its case.
"""
