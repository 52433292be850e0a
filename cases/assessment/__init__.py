"""Assessment and risk: what a person wants, their needs, risks to them, and concerns that are passed on.

Owns the written forms of a case and their versions. Refuses to lower a score by judgement, and any silent overwrite.
"""
