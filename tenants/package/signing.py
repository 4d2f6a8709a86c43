"""Who made a package: an Ed25519 key of each installation, beside its other secrets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tenants.embedded.folder import package_secrets
from tenants.package.form import PackageError

SIGNATURE_BYTES = 64


def own_key(data: Path) -> Ed25519PrivateKey:
    """The key of the installation in a data folder, made when it is first needed."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(package_secrets(data)["signing_key"]))


def public(key: Ed25519PrivateKey) -> str:
    """The public half, in hex."""
    return key.public_key().public_bytes_raw().hex()


def fingerprint(public_key: str) -> str:
    """What people compare: SHA-256 of the public key, in hex. Raises PackageError."""
    try:
        return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()
    except ValueError as error:
        raise PackageError("清单里的公钥不合格式") from error


def plain(written: str) -> str:
    """A fingerprint as typed, with or without spaces and colons."""
    return "".join(written.split()).replace(":", "").lower()


def check_signature(text: bytes, signature: bytes, *, key: str) -> None:
    """Raises PackageError unless `signature` over `text` is that of the public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, text)
    except (InvalidSignature, ValueError) as error:
        raise PackageError("签名与清单不符：包被改动过") from error


def trust_problem(key: str, *, own: str, trusted: Collection[str]) -> str:
    """Why a maker is not trusted, with what to do; '' for ourselves and for whoever was named."""
    mark = fingerprint(key)
    if key == own or mark in {plain(word) for word in trusted}:
        return ""
    return f"包由另一个平台签名，指纹 {mark}：请向对方核对指纹，相符时加上 --trust {mark}"
