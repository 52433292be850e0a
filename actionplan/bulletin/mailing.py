"""The link at the foot of each mail: it stops the mail without signing in, and can do nothing else."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from actionplan.bulletin import queries
from actionplan.bulletin.models import BulletinReader

SALT = "bulletin-mail"


def stop_url(reader_id: UUID) -> str:
    """The address that stops one reader's mail. It is signed, so nobody stops another's by guessing."""
    return f"{current_app.config['SETTINGS'].public_base_url}/bulletin/stop/{_signer().dumps(reader_id.hex)}"


def reader_of(token: str) -> BulletinReader | None:
    """Whose mail a link stops; None when it is no link of ours."""
    try:
        return queries.reader(UUID(hex=str(_signer().loads(token))))
    except (BadSignature, ValueError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
