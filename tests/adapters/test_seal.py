"""The seal: appended with a key from a file or a token, with a time stamp, and refused in clear words."""

from __future__ import annotations

import builtins
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from issued import document
from seals import PASSPHRASE, Keys

from procurement_plugin.adapters.seal import Seal, SealError, SealKey
from procurement_plugin.application.check_document import Verdict
from procurement_plugin.bootstrap.environment import Environment, SettingsError
from procurement_plugin.bootstrap.seal_settings import seal_from
from procurement_plugin.bootstrap.verify_command import examined

if TYPE_CHECKING:
    from collections.abc import Mapping

SOFT_TOKEN = next((path for path in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")), None)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Certificates made for this test."""
    return Keys(tmp_path_factory.mktemp("keys"))


def found(pdf: bytes, keys: Keys) -> Mapping[str, Any]:
    return {check.name: check for check in examined(pdf, [keys.root_file])[0]}


def test_a_seal_is_appended_and_changes_nothing_before_it(keys: Keys) -> None:
    pdf = document()
    sealed = Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE)).seal(pdf)
    assert sealed.startswith(pdf)
    with (
        pikepdf.open(__import__("io").BytesIO(sealed)) as opened,
        pikepdf.open(__import__("io").BytesIO(pdf)) as before,
    ):
        assert opened.Root.Metadata.read_raw_bytes() == before.Root.Metadata.read_raw_bytes()
        (field,) = opened.Root.AcroForm.Fields
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert int(opened.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 1, "no change is allowed after it"
        assert int(field.F) & 2 == 0, "PDF/A forbids hidden fields"
    checks = found(sealed, keys)
    assert (checks["seal"].verdict, checks["seal"].text) == (Verdict.RIGHT, "intact, over the whole file")
    assert checks["sealed by"].verdict is Verdict.RIGHT
    assert "Stad Voorbeeld" in checks["sealed by"].text
    assert checks["sealed at"].verdict is Verdict.OPEN, "its own clock proves nothing"


def test_another_tool_agrees(keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE)).seal(document()))
    told = subprocess.run(["pdfsig", "-nocert", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in told.stdout
    assert "Total document signed" in told.stdout


def test_a_time_stamp_says_when(keys: Keys) -> None:
    with keys.timestamps() as url:
        sealed = Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE, timestamp_url=url)).seal(document())
    stamped = found(sealed, keys)["sealed at"]
    assert stamped.verdict is Verdict.RIGHT
    assert "Test time stamps" in stamped.text


def test_a_time_stamping_service_that_is_away_is_said(keys: Keys) -> None:
    seal = Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE, timestamp_url="http://127.0.0.1:9/"))
    with pytest.raises(SealError) as refused:
        seal.seal(document())
    assert "could not be set" in refused.value.findings[0].message


def test_a_key_that_cannot_be_opened_is_said_before_anything_is_sealed(keys: Keys, tmp_path: Path) -> None:
    for key in (
        SealKey(pkcs12=keys.file, secret="wrong"),  # noqa: S106
        SealKey(pkcs12=tmp_path / "nothing.p12"),
        SealKey(module="/nowhere/libtoken.so", certificate="seal"),
    ):
        with pytest.raises(SealError) as refused:
            Seal(key).check()
        assert "cannot be opened" in refused.value.findings[0].message
        assert PASSPHRASE not in str(refused.value.findings)
    Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE)).check()


@pytest.mark.skipif(
    SOFT_TOKEN is None or shutil.which("softhsm2-util") is None,
    reason="softhsm2 is not installed; ./dev setup brings it",
)
def test_a_key_on_a_token_seals_too(keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    private = keys.seal.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(private)
    start = ["softhsm2-util", "--init-token", "--free", "--label", "authority", "--pin", "1234", "--so-pin", "12345678"]
    subprocess.run(start, check=True, capture_output=True)
    put = ["softhsm2-util", "--import", str(tmp_path / "key.pem"), "--token", "authority", "--label", "seal"]
    subprocess.run([*put, "--id", "01", "--pin", "1234"], check=True, capture_output=True)
    _put_certificate(keys)
    monkeypatch.setenv("PROCUREMENT_SEAL_PKCS11_MODULE", str(SOFT_TOKEN))
    (tmp_path / "pin").write_text("1234\n")
    named = {"TOKEN": "authority", "CERTIFICATE": "seal", "SECRET_FILE": str(tmp_path / "pin")}
    for name, value in named.items():
        monkeypatch.setenv(f"PROCUREMENT_SEAL_{name}", value)
    seal = seal_from(Environment(os.environ))
    assert seal is not None
    checks = found(seal.seal(document()), keys)
    assert (checks["seal"].verdict, checks["sealed by"].verdict) == (Verdict.RIGHT, Verdict.RIGHT)


def _put_certificate(keys: Keys) -> None:
    import pkcs11  # noqa: PLC0415
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    content = keys.seal.certificate.public_bytes(serialization.Encoding.DER)
    token = pkcs11.lib(str(SOFT_TOKEN)).get_token(token_label="authority")  # noqa: S106
    with token.open(rw=True, user_pin="1234") as session:
        told = decode_x509_certificate(content) | {pkcs11.Attribute.LABEL: "seal", pkcs11.Attribute.TOKEN: True}
        session.create_object(told | {pkcs11.Attribute.ID: b"\x01"})


def test_without_the_extra_the_message_says_what_to_install(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "pyhanko":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SealError) as refused:
        Seal(SealKey(pkcs12=keys.file, secret=PASSPHRASE)).check()
    assert "procurement-plugin[seal]" in refused.value.findings[0].remedy


def test_settings_say_where_the_key_is(tmp_path: Path) -> None:
    assert seal_from(Environment({})) is None
    wrong = (
        {"PKCS12": "a", "PKCS11_MODULE": "b"},
        {"SECRET": "alone"},
        {"PKCS11_MODULE": "b"},
        {"PKCS12": "a", "SECRET_FILE": str(tmp_path / "nothing")},
    )
    for said in wrong:
        given = Environment({f"PROCUREMENT_SEAL_{name}": value for name, value in said.items()})
        seal_from(given)
        with pytest.raises(SettingsError, match="PROCUREMENT_SEAL_"):
            given.check()
    whole = Environment({"PROCUREMENT_SEAL_PKCS12": "seal.p12", "PROCUREMENT_SEAL_SECRET": "x"})
    assert seal_from(whole) is not None
    whole.check()
