"""`make bench`: start a demonstration in a temporary folder, sign in as each role, and time its pages.

Times are of whole requests over HTTP to the server that `make run` uses, one at a time, after a warm-up. They
compare one commit with another on one machine; they say nothing of another machine. `python -m bench people` times
only the search among 50,000 people, `python -m bench reports` only the progress report over years of work.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Final

import html5lib

from bench import people, reports

BIN: Final = Path(sys.executable).parent
ROUNDS: Final = 30
#: The role whose search is timed among many people.
SEARCHER: Final = "caseworker"
# As bin/serve runs it.
SERVER: Final = (
    "app:create_app()",
    "--no-control-socket",
    "--log-level=warning",
    "--workers=2",
    "--worker-class=gthread",
    "--threads=4",
)
PAGES: Final = (
    "/",
    "/people",
    "/cases",
    "/referrals",
    "/outreach/sessions",
    "/action-plan",
    "/forum/meetings",
)


class Visitor:
    """Someone signed in, who keeps their cookies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self._opener.open(self.address + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, ""

    def sign_in(self, email: str, password: str) -> bool:
        """Fill in the sign-in form as it stands; True when the page that follows is another."""
        fields = {}
        page = html5lib.parse(self.get("/sign-in")[1], namespaceHTMLElements=False)
        for control in page.iter("input"):
            typed = {"email": email, "password": password}.get(control.get("type", "text"))
            if control.get("name") and (typed or control.get("type") == "hidden"):
                fields[control.get("name")] = typed or control.get("value", "")
        sent = urllib.parse.urlencode(fields).encode()
        headers = {"Referer": f"{self.address}/sign-in"}
        request = urllib.request.Request(f"{self.address}/sign-in", data=sent, headers=headers)
        with self._opener.open(request, timeout=30) as answer:
            return not answer.url.endswith("/sign-in")


@contextmanager
def demonstration() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A seeded demonstration on a free port, without the worker; gives its address and its accounts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder:
        environment = own_settings(folder, address)
        for command in (("db", "upgrade"), ("seed", "reference"), ("seed", "demo")):
            flask(environment, *command)
        accounts = json.loads(flask(environment, "demo", "accounts", "--json"))
        server = subprocess.Popen([str(BIN / "gunicorn"), *SERVER, "--bind", address[7:]], env=environment)
        try:
            wait_until_up(address)
            yield address, accounts
        finally:
            server.terminate()
            server.wait(timeout=30)


def own_settings(folder: str, address: str) -> dict[str, str]:
    """The environment without any setting that could lead to a real database or keyring."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {"ROUNDTABLE_MODE": "demonstration", "ROUNDTABLE_INSTANCE": folder, "PUBLIC_BASE_URL": address}
    return {**inherited, **ours}


def flask(environment: dict[str, str], *arguments: str) -> str:
    command = [str(BIN / "flask"), "--app", "app", *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def wait_until_up(address: str) -> None:
    """Return when the service answers; refuse after 30 seconds."""
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} did not answer within 30 seconds")


def measure(visitor: Visitor, path: str) -> str | None:
    """Median and 95th percentile of one page in milliseconds; None when this role may not open it."""
    status, _ = visitor.get(path)
    if status != 200:
        return None
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        visitor.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
    slowest = statistics.quantiles(taken, n=20)[-1]
    return f"{path:24} median {statistics.median(taken):7.1f} ms   95% within {slowest:7.1f} ms"


def many_people() -> None:
    """Time the search among 50,000 people, in a demonstration of its own."""
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder:
        environment = own_settings(folder, "http://127.0.0.1")
        for command in (("db", "upgrade"), ("seed", "reference"), ("seed", "demo")):
            flask(environment, *command)
        accounts = json.loads(flask(environment, "demo", "accounts", "--json"))
        email = next(account["email"] for account in accounts if account["role"] == SEARCHER)
        os.environ.clear()
        os.environ.update(environment)
        print("\nSearch among many people")
        for line in people.report(email):
            print(f"  {line}", flush=True)


def long_history(part: int) -> None:
    """Time the progress report over years of work, in a demonstration of its own."""
    with reports.database(own_settings) as environment:
        for command in (("db", "upgrade"), ("seed", "reference"), ("seed", "demo")):
            flask(environment, *command)
        accounts = json.loads(flask(environment, "demo", "accounts", "--json"))
        email = next(account["email"] for account in accounts if account["role"] == reports.READER)
        print("\nThe progress report over years of work")
        reports.run(environment, email, part)


def main() -> int:
    """Time every page for one account of each role, then the search among many people, then the progress report."""
    if sys.argv[1:] == ["people"]:
        many_people()
        return 0
    if sys.argv[1:2] == ["reports"]:
        long_history(reports.SMALL if "--small" in sys.argv else 1)
        return 0
    with demonstration() as (address, accounts):
        first_of_each = {account["role"]: account for account in reversed(accounts)}
        for role, account in sorted(first_of_each.items()):
            visitor = Visitor(address)
            if not visitor.sign_in(account["email"], account["password"]):
                print(f"{role}: could not sign in as {account['email']}", file=sys.stderr)
                return 1
            print(f"\n{role} ({account['agency']})")
            for line in filter(None, (measure(visitor, path) for path in PAGES)):
                print(f"  {line}")
    many_people()
    long_history(reports.SMALL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
