"""Requests to the national referral mechanism: only to a first responder, only by an adult's informed consent.

Immigration advice is offered first, every time. A public authority keeps its own notes of the duty to notify here,
without identity.
"""
