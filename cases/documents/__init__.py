"""Documents of a case file: looked through, made harmless, and sealed before they are kept.

Owns uploads, their versions and their content. Refuses what it cannot read through, and shows nothing in the browser.
"""
