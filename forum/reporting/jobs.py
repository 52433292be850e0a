"""Scheduled work of progress reports: what is due is planned, and then made by `core.making`."""

from __future__ import annotations

from forum.reporting import service


def plan_due() -> int:
    """Plan every slot that is due; returns how many were planned here. Any number of workers may look."""
    return service.plan_due()
