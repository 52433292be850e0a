"""Child safeguarding concerns: what was seen or said, who checked it, and what children’s services were told."""
