"""The virus scanner: ClamAV, asked over its socket by its INSTREAM command. Nothing leaves the machine's own network.

Source: clamd(8), “COMMANDS”.
"""

from __future__ import annotations

import socket
import struct
from contextlib import closing

from cases.documents.models import Scan
from core.errors import Refused

CHUNK = 64 * 1024
SECONDS = 60
LONGEST_ANSWER = 4096


def scanned(content: bytes, address: str) -> Scan:
    """Ask the scanner at `address` (a socket's path, or host:port) about a file; empty: there is none, which is said.

    Refuses an infected file, and every file while the scanner does not answer: what was not looked at is not kept.
    """
    if not address:
        return Scan.NOT_SCANNED
    try:
        answer = _ask(content, address)
    except OSError:
        raise Refused(
            "The virus scanner does not answer, so nothing was stored.",
            instead="Try again in ten minutes. If it stays, tell your administrator.", field="file",
        ) from None  # fmt: skip
    if answer.endswith("OK"):
        return Scan.CLEAN
    if answer.endswith("FOUND"):
        raise Refused(
            "A virus was found in this file. It was not stored.",
            instead="Do not open it. Tell your administrator, and whoever sent it.", field="file",
        )  # fmt: skip
    raise Refused(
        "The virus scanner could not read this file, so it was not stored.", instead="Make it smaller, and try again.",
        field="file",
    )  # fmt: skip


def _ask(content: bytes, address: str) -> str:
    with closing(_connected(address)) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            line.sendall(struct.pack("!L", len(part)) + part)
        line.sendall(struct.pack("!L", 0))
        return _heard(line)


def _connected(address: str) -> socket.socket:
    host, _, port = address.removeprefix("unix:").removeprefix("tcp:").rpartition(":")
    if port.isdigit():
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(address.removeprefix("unix:"))
    except OSError:
        line.close()
        raise
    return line


def _heard(line: socket.socket) -> str:
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        heard += part
    if not heard:
        raise ConnectionError("The scanner hung up without an answer.")
    return heard.decode(errors="replace").strip("\0\n ")
