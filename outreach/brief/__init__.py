"""The Very Brief Intervention on a phone, and the safety tips: read, printed, shown or sent. Refuses to need an answer.

Source: domain.md 5 and `reference/very_brief_intervention.json` (Ask, Assist, Act).
"""
