"""Who came, who sent apologies, and whether the meeting is quorate."""
