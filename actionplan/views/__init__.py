"""Pages of the action plan and its strategies."""

from actionplan.views import actions, drafts, plan, steps, strategy

__all__ = ["actions", "drafts", "plan", "steps", "strategy"]
