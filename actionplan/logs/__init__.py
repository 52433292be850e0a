"""The logs of policy, research, training, resources and enforcement planning, and the self-assessment."""
