"""Where the seal's key is, from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procurement_plugin.adapters.seal import Seal, SealKey

if TYPE_CHECKING:
    from procurement_plugin.bootstrap.environment import Environment

PREFIX = "PROCUREMENT_SEAL_"
NAMES = ("PKCS12", "PKCS11_MODULE", "TOKEN", "CERTIFICATE", "KEY", "SECRET", "TIMESTAMP_URL")


def seal_from(environment: Environment) -> Seal | None:
    """The seal that the environment names; None when it names none, and documents stay unsealed.

    Two keys, or half a key, are faults, which go to the environment.
    """
    said = {name: environment.text(PREFIX + name) for name in NAMES}
    if not any(said.values()):
        return None
    if bool(said["PKCS12"]) == bool(said["PKCS11_MODULE"]):
        environment.faults.append(f"Set either {PREFIX}PKCS12 or {PREFIX}PKCS11_MODULE to say where the seal's key is.")
        return None
    if said["PKCS11_MODULE"] and not said["CERTIFICATE"]:
        environment.faults.append(f"Set {PREFIX}CERTIFICATE to the label of the certificate on the token.")
        return None
    return Seal(
        SealKey(
            pkcs12=environment.path(PREFIX + "PKCS12"),
            secret=said["SECRET"],
            module=said["PKCS11_MODULE"],
            token=said["TOKEN"],
            certificate=said["CERTIFICATE"],
            key=said["KEY"],
            timestamp_url=said["TIMESTAMP_URL"],
        )
    )
