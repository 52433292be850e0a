"""The forum's bulletin: items that members offer, issues that the coordinator sends out, and who wants them by mail.

Owns six kinds of news for all staff of the members. Refuses every word about a person.
"""
