"""Settings are whole, or the service refuses to start and names the one to mend."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest

from config import Mode, Settings, SettingsError


def demonstration(folder: Path, **more: str) -> dict[str, str]:
    return {"ROUNDTABLE_MODE": "demonstration", "ROUNDTABLE_INSTANCE": str(folder), **more}


def live(folder: Path) -> dict[str, str]:
    return {
        "ROUNDTABLE_MODE": "live", "ROUNDTABLE_INSTANCE": str(folder), "PUBLIC_BASE_URL": "https://roundtable.example",
        "DATABASE_URL": "postgresql://app@db/roundtable", "SECRET_KEY": "k" * 64, "KEYRING_FILE": "/keys/keyring.json",
        "AUDIT_WITNESS_FILE": "/witness/audit.jsonl", "MAIL_URL": "smtps://mail.example",
    }  # fmt: skip


def test_a_whole_live_service_starts(tmp_path: Path) -> None:
    settings = Settings.from_environment(live(tmp_path))
    assert settings.mode is Mode.LIVE
    assert not settings.demonstration
    assert settings.https
    assert settings.trusted_hosts == ("roundtable.example",)


@pytest.mark.parametrize(
    "name", ["PUBLIC_BASE_URL", "DATABASE_URL", "SECRET_KEY", "KEYRING_FILE", "AUDIT_WITNESS_FILE", "MAIL_URL"]
)
@pytest.mark.parametrize("left", ["absent", "empty"])
def test_a_live_service_names_the_setting_that_is_missing(tmp_path: Path, name: str, left: str) -> None:
    environment = live(tmp_path)
    environment.pop(name)
    if left == "empty":
        environment[name] = ""
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        Settings.from_environment(environment)


@pytest.mark.parametrize("mode", ["", "production", "LIVE"])
def test_the_mode_is_never_guessed(tmp_path: Path, mode: str) -> None:
    with pytest.raises(SettingsError, match="ROUNDTABLE_MODE"):
        Settings.from_environment({**live(tmp_path), "ROUNDTABLE_MODE": mode})
    with pytest.raises(SettingsError, match="ROUNDTABLE_MODE"):
        Settings.from_environment({})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PUBLIC_BASE_URL", "http://roundtable.example", "https://"),
        ("PUBLIC_BASE_URL", "roundtable.example", "web address"),
        ("PUBLIC_BASE_URL", "ftp://roundtable.example", "web address"),
        ("PUBLIC_BASE_URL", "https://", "web address"),
        ("SECRET_KEY", "short", "32 characters"),
        ("PROXY_HOPS", "one", "whole number"),
        ("PROXY_HOPS", "-1", "whole number"),
        *(("FIGURES_THRESHOLD", value, "5 or more") for value in ("0", "1", "4")),
        ("FIGURES_THRESHOLD", "-5", "whole number"),
    ],
)
def test_a_wrong_value_is_named_with_its_mend(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}.*{words}"):
        Settings.from_environment({**live(tmp_path), name: value})


def test_the_threshold_of_figures_may_be_raised(tmp_path: Path) -> None:
    assert Settings.from_environment(live(tmp_path)).figures_threshold == 5
    assert Settings.from_environment({**live(tmp_path), "FIGURES_THRESHOLD": "10"}).figures_threshold == 10


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = Settings.from_environment(demonstration(tmp_path))
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.secret_key = "other"  # type: ignore[misc]  # the refusal is the test


def test_a_demonstration_needs_nothing_but_its_mode(tmp_path: Path) -> None:
    settings = Settings.from_environment(demonstration(tmp_path))
    assert settings.database_url == f"sqlite:///{tmp_path / 'roundtable.sqlite'}"
    assert settings.keyring_file.parent == tmp_path
    assert settings.demonstration
    assert settings.proxy_hops == 0


def test_the_secret_key_file_is_closed_to_others_and_kept(tmp_path: Path) -> None:
    first = Settings.from_environment(demonstration(tmp_path)).secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len(first) >= 32
    assert Settings.from_environment(demonstration(tmp_path)).secret_key == first


def test_services_that_start_together_share_one_secret_key(tmp_path: Path) -> None:
    for turn in range(20):
        folder = tmp_path / str(turn)
        gate, found = threading.Barrier(4), list[str]()

        def start(gate: threading.Barrier = gate, folder: Path = folder, found: list[str] = found) -> None:
            gate.wait()
            found.append(Settings.from_environment(demonstration(folder)).secret_key)

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(found)) == 1
        assert len(found[0]) >= 32


def test_a_new_instance_folder_is_closed_to_others(tmp_path: Path) -> None:
    Settings.from_environment(demonstration(tmp_path / "fresh"))
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_plain_postgresql_address_gets_its_driver(tmp_path: Path, scheme: str) -> None:
    settings = Settings.from_environment({**live(tmp_path), "DATABASE_URL": f"{scheme}://app@db/roundtable"})
    assert settings.database_url == "postgresql+psycopg://app@db/roundtable"
    assert settings.migration_database_url == settings.database_url


def test_migrations_may_sign_in_as_the_owner(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {**live(tmp_path), "MIGRATION_DATABASE_URL": "postgresql://owner@db/roundtable"}
    )
    assert settings.migration_database_url == "postgresql+psycopg://owner@db/roundtable"
    assert settings.database_url == "postgresql+psycopg://app@db/roundtable"


def test_hosts_are_the_own_address_and_those_named(tmp_path: Path) -> None:
    settings = Settings.from_environment({**live(tmp_path), "TRUSTED_HOSTS": "inner.example, ,roundtable.example"})
    assert settings.trusted_hosts == ("roundtable.example", "inner.example")
    assert Settings.from_environment(demonstration(tmp_path)).trusted_hosts == ("127.0.0.1", "localhost")
