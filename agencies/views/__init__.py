"""Pages of this floor: the front door, one's own account, the accounts of an agency, and home."""

from agencies.views import accounts, door, home, own_account, writing

__all__ = ["accounts", "door", "home", "own_account", "writing"]
