"""The forum's logs: policy, research, training, resources, planned enforcement, joining NUM, and policing assessed.

Owns what the forum keeps beside its plan. Refuses an operation without its impact, and every word about a person.
"""
