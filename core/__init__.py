"""Technical ground floor: database, access gate, audit, encryption, forms, web, outbox, jobs, PDF and tables.

Owns no noun of the field. Refuses to know what a person, a case or a referral is.
"""
