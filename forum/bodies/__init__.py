"""Bodies, their seats and officers, and the rules of their quorum."""
