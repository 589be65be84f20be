"""Where the seal's key is, from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from procurement_plugin.adapters.seal import Seal, SealKey
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "PROCUREMENT_SEAL_"


class SealSettingsError(ProcurementError):
    """The settings of the seal contradict one another or cannot be read."""


def seal_from(environment: Mapping[str, str] | None = None) -> Seal | None:
    """The seal that the environment names; None when it names none, and documents stay unsealed.

    Raises:
        SealSettingsError: two keys, half a key, or a secret that cannot be read.
    """
    given = os.environ if environment is None else environment
    said = {name.removeprefix(PREFIX): value for name, value in given.items() if name.startswith(PREFIX) and value}
    if not said:
        return None
    if ("PKCS12" in said) == ("PKCS11_MODULE" in said):
        raise SealSettingsError(f"Set either {PREFIX}PKCS12 or {PREFIX}PKCS11_MODULE to say where the seal's key is.")
    if "PKCS11_MODULE" in said and "CERTIFICATE" not in said:
        raise SealSettingsError(f"Set {PREFIX}CERTIFICATE to the label of the certificate on the token.")
    return Seal(
        SealKey(
            pkcs12=Path(said["PKCS12"]) if "PKCS12" in said else None,
            secret=_secret(said),
            module=said.get("PKCS11_MODULE", ""),
            token=said.get("TOKEN", ""),
            certificate=said.get("CERTIFICATE", ""),
            key=said.get("KEY", ""),
            timestamp_url=said.get("TIMESTAMP_URL", ""),
        )
    )


def _secret(said: Mapping[str, str]) -> str:
    """The passphrase or PIN; from a file, so that it need not stand in the environment."""
    if "SECRET_FILE" not in said:
        return said.get("SECRET", "")
    try:
        return Path(said["SECRET_FILE"]).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        message = f"{PREFIX}SECRET_FILE, {said['SECRET_FILE']}, cannot be read ({type(error).__name__})."
        raise SealSettingsError(message) from error
