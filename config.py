"""Settings, read once from the environment: whole, or the service refuses to start.

Imports nothing of ours. `Settings.from_environment` names the missing or wrong setting and says how to mend it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
#: The fewest people of whom a figure is ever shown (domain.md 6.7).
LOWEST_THRESHOLD = 5


class SettingsError(RuntimeError):
    """A setting is missing or wrong; the message names it and says what to write."""


class Mode(StrEnum):
    """How careful the service has to be: a demonstration holds invented people only."""

    DEMONSTRATION = "demonstration"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting the service reads. Times are in seconds, paths absolute."""

    mode: Mode
    instance: Path
    database_url: str
    migration_database_url: str
    app_database_role: str
    secret_key: str
    keyring_file: Path
    audit_witness_file: Path
    public_base_url: str
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    mail_url: str
    mail_from: str
    person_mail_from: str
    hold_minutes: int = 10
    clamd_socket: str = ""
    upload_megabytes: int = 10
    case_documents: int = 200
    image_megapixels: int = 40
    figures_threshold: int = 5
    idle_seconds: int = 15 * 60
    absolute_seconds: int = 12 * 60 * 60

    @property
    def demonstration(self) -> bool:
        """True when every person in the database is invented."""
        return self.mode is Mode.DEMONSTRATION

    @property
    def https(self) -> bool:
        """True when people reach the service over https, so that cookies can be `Secure`."""
        return self.public_base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read and check the settings.

        Takes a mapping such as `os.environ`; returns the settings.
        Raises SettingsError naming the first setting that is missing or wrong.
        """
        mode = _mode(environment)
        instance = Path(environment.get("ROUNDTABLE_INSTANCE") or ROOT / "instance").resolve()
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        read = _Reader(environment, demonstration=mode is Mode.DEMONSTRATION)
        base_url = read.url("PUBLIC_BASE_URL", "http://127.0.0.1:8000", live=mode is Mode.LIVE)
        database_url = read.text("DATABASE_URL", f"sqlite:///{instance / 'roundtable.sqlite'}")
        return cls(
            mode=mode,
            instance=instance,
            database_url=_with_driver(database_url),
            migration_database_url=_with_driver(environment.get("MIGRATION_DATABASE_URL") or database_url),
            app_database_role=environment.get("APP_DATABASE_ROLE") or "roundtable_app",
            secret_key=_secret(environment, instance, demonstration=mode is Mode.DEMONSTRATION),
            keyring_file=Path(read.text("KEYRING_FILE", str(instance / "keyring.json"))),
            audit_witness_file=Path(read.text("AUDIT_WITNESS_FILE", str(instance / "audit-witness.jsonl"))),
            public_base_url=base_url,
            trusted_hosts=_hosts(environment, base_url),
            proxy_hops=read.whole_number("PROXY_HOPS", 0),
            mail_url=read.text("MAIL_URL", f"folder:{instance / 'mail'}"),
            mail_from=environment.get("MAIL_FROM") or "roundtable@localhost",
            person_mail_from=environment.get("PERSON_MAIL_FROM") or environment.get("MAIL_FROM") or "hello@localhost",
            hold_minutes=read.whole_number("ROUNDTABLE_HOLD_MINUTES", 10),
            clamd_socket=environment.get("CLAMD_SOCKET", "").strip(),
            upload_megabytes=read.whole_number("UPLOAD_MEGABYTES", 10),
            case_documents=read.whole_number("CASE_DOCUMENTS", 200),
            image_megapixels=read.whole_number("IMAGE_MEGAPIXELS", 40),
            figures_threshold=_threshold(read.whole_number("FIGURES_THRESHOLD", LOWEST_THRESHOLD)),
        )


class _Reader:
    """Reads one setting at a time; only the demonstration has defaults for those that matter."""

    def __init__(self, environment: Mapping[str, str], *, demonstration: bool) -> None:
        self._environment = environment
        self._demonstration = demonstration

    def text(self, name: str, demonstration_default: str) -> str:
        value = self._environment.get(name, "")
        if value:
            return value
        if self._demonstration:
            return demonstration_default
        raise SettingsError(f"{name} is not set. A live service needs it; see README.md, “Settings”.")

    def url(self, name: str, demonstration_default: str, *, live: bool) -> str:
        value = self.text(name, demonstration_default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(f"{name} must be a web address such as https://roundtable.example, not “{value}”.")
        if live and parts.scheme != "https":
            raise SettingsError(f"{name} must start with https:// in a live service.")
        return value

    def whole_number(self, name: str, default: int) -> int:
        value = self._environment.get(name, "")
        if value and not value.isdigit():
            raise SettingsError(f"{name} must be a whole number, not “{value}”.")
        return int(value) if value else default


def _threshold(value: int) -> int:
    if value < LOWEST_THRESHOLD:
        raise SettingsError(
            f"FIGURES_THRESHOLD must be {LOWEST_THRESHOLD} or more, not {value}: it may be raised, never lowered."
        )
    return value


def _mode(environment: Mapping[str, str]) -> Mode:
    value = environment.get("ROUNDTABLE_MODE", "")
    if value not in tuple(Mode):
        raise SettingsError("ROUNDTABLE_MODE must be “demonstration” or “live”. `make run` sets it to demonstration.")
    return Mode(value)


def _secret(environment: Mapping[str, str], instance: Path, *, demonstration: bool) -> str:
    value = environment.get("SECRET_KEY", "")
    if value and len(value) < 32:
        raise SettingsError("SECRET_KEY must have at least 32 characters.")
    if value:
        return value
    if not demonstration:
        raise SettingsError("SECRET_KEY is not set. Make one with: openssl rand -hex 32")
    file = instance / "secret-key"
    if not file.exists():
        make_once(file, secrets.token_hex(32))
    return file.read_text().strip()


def make_once(file: Path, words: str) -> None:
    """Write a file that only its owner may read, unless it is there; of several makers at once the first wins whole."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(words)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _hosts(environment: Mapping[str, str], base_url: str) -> tuple[str, ...]:
    given = [host.strip() for host in environment.get("TRUSTED_HOSTS", "").split(",") if host.strip()]
    own = urlsplit(base_url).hostname or ""
    local = ["127.0.0.1", "localhost"] if own in ("127.0.0.1", "localhost") else []
    return tuple(dict.fromkeys([own, *local, *given]))


def _with_driver(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url
