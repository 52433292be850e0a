"""Support plans and safety plans: the person's own goals and words, whom they agreed with, and the copy they carry.

Refuses a plan that nobody will look at again within 12 weeks, and a copy that names what it must not.
"""
