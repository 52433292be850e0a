"""Pages of what people said, which fill the action plan's blueprint as they are imported."""

from actionplan.voice.views import reading, writing

__all__ = ["reading", "writing"]
