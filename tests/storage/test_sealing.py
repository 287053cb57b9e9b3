"""Secrets are sealed, and the key file is private."""

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from desk.errors import KeyMissing, StorageUnusable
from storage.sealing import Sealer, key_file

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_sealed_text_opens_again() -> None:
    sealed = Sealer([OLD]).seal("geheim 🔑")
    assert "geheim" not in sealed
    assert Sealer([OLD]).open(sealed) == "geheim 🔑"


def test_every_key_opens_and_the_first_seals() -> None:
    both = Sealer([NEW, OLD])
    assert both.open(Sealer([OLD]).seal("secret")) == "secret"
    assert Sealer([NEW]).open(both.seal("secret")) == "secret"


def test_the_index_of_the_opening_key_is_told() -> None:
    sealed = Sealer([OLD]).seal("secret")
    assert [Sealer(keys).key_of(sealed) for keys in ([OLD], [NEW, OLD], [NEW])] == [0, 1, None]


@pytest.mark.parametrize("sealed", [Sealer([OLD]).seal("secret"), "not sealed at all", "", "ünsealed"], ids=range(4))
def test_text_that_no_key_opens_is_refused(sealed: str) -> None:
    with pytest.raises(KeyMissing, match="sealed with a key that is not in SECRET_KEYS"):
        Sealer([NEW]).open(sealed)


@pytest.mark.parametrize("keys", [[], ["too-short-a-secret"], [OLD, "ünicode"], [OLD, ""]], ids=range(4))
def test_an_invalid_key_is_refused_and_not_quoted(keys: list[str]) -> None:
    with pytest.raises(StorageUnusable, match="SECRET_KEYS") as refused:
        Sealer(keys)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_key_file_is_made_once_and_private(tmp_path: Path) -> None:
    file = tmp_path / "partnerdesk.key"
    keys = key_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(keys) == 1
    assert key_file(file) == keys
    Sealer(keys)


def test_key_file_may_hold_several_keys(tmp_path: Path) -> None:
    file = tmp_path / "partnerdesk.key"
    file.touch(0o600)
    file.write_text(f"{NEW}\n\n{OLD}\n")
    assert key_file(str(file)) == [NEW, OLD]


def test_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "partnerdesk.key"
    key_file(file)
    file.chmod(0o640)
    with pytest.raises(StorageUnusable, match=f"chmod 600 {file}"):
        key_file(file)


def test_empty_key_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "partnerdesk.key"
    file.touch(0o600)
    with pytest.raises(StorageUnusable, match="is empty"):
        key_file(file)


def test_key_file_that_cannot_be_made_is_named_in_the_error(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "partnerdesk.key"
    with pytest.raises(StorageUnusable, match=f"key file {file} cannot be used"):
        key_file(file)


def test_key_file_with_other_content_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "partnerdesk.key"
    file.touch(0o600)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(StorageUnusable, match="cannot be used"):
        key_file(file)
