"""Field encryption: a key per person, wrapped by a key per agency that lives outside the database.

Owns the keyring file, data keys, sealed columns and blind indexes. Refuses to open a field anywhere but in its place.
"""
