"""The key pair of a phone. The public key seals on the phone; only the server can open what it sealed.

So a phone never holds anything that opens its own entries, whoever has it in their hands (security.md T11).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.crypto.keyring import CannotOpen

BITS = 3072
OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as the phone sends it: its own AES key, wrapped for the server; the nonce; the ciphertext."""

    wrapped: bytes
    nonce: bytes
    sealed: bytes


def make_pair() -> tuple[str, bytes]:
    """A new pair: the public key as base64 of its SubjectPublicKeyInfo, the private key as PKCS 8, not yet sealed."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    plain = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(public).decode(), plain


def opened(private_key: bytes, entry: SealedEntry, place: str) -> str:
    """The words of an entry; CannotOpen when it was altered, moved, or sealed by another phone's key."""
    # We made this key and it was sealed since: to prove its primes again for each entry would take a sixth of a second.
    private = serialization.load_der_private_key(private_key, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise CannotOpen("This is not the key of a phone.")
    try:
        key = private.decrypt(entry.wrapped, OAEP)
        return AESGCM(key).decrypt(entry.nonce, entry.sealed, place.encode()).decode()
    except (InvalidTag, ValueError) as failure:
        raise CannotOpen("This entry does not open with the key of this phone.") from failure


def from_base64(words: object) -> bytes:
    """Bytes that came as base64; ValueError when they did not."""
    if not isinstance(words, str):
        raise ValueError("not base64")
    return base64.b64decode(words, validate=True)
