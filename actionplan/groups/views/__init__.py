"""Pages of task and finish groups, which fill the action plan's blueprint as they are imported."""

from actionplan.groups.views import groups, highlights, keeping, steps

__all__ = ["groups", "highlights", "keeping", "steps"]
