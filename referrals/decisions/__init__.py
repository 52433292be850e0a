"""Sharing without consent: the separate path, always longer than asking.

Owns the decision to share or not to share without consent, its second authoriser, its register, and requests to the
national referral mechanism. Refuses what no second person has agreed to, and everything the firewall holds back.
"""
