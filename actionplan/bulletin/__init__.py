"""The bulletin: six kinds of item, mailed as a digest."""
