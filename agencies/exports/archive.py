"""An encrypted archive: ZIP with AES-256, which 7-Zip, Keka and WinZip open. Pure: bytes in, bytes out."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pyzipper

#: AE-2: the second version of the format leaves out the check sum of the plain content, which would tell about it.
AE_2 = 2
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def locked(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """The files in one archive that opens with the passphrase alone. Names of files stay legible: they name nobody."""
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED) as packed:
        packed.setpassword(passphrase.encode("ascii"))
        packed.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=AE_2)
        for name, content in files.items():
            packed.writestr(packed.zipinfo_cls(name, FIRST_DAY), content, pyzipper.ZIP_DEFLATED)
    return out.getvalue()
