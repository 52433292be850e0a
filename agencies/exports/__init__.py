"""Lists taken out of an agency: asked for with a purpose, agreed to, built by the worker, sealed, gone in a week.

Owns the register of lists that floors above offer. Refuses a list about people without a passphrase.
"""
