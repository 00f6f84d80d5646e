"""A passkey in software, for tests without a browser: one P-256 key that signs what a desk asks for."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """Held by one officer. `verifies` is False for one that asks for neither finger nor PIN."""

    origin: str = "http://localhost:8000"
    site: str = "localhost"
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(16))
    owner: str = ""
    count: int = 0

    def make(self, options: dict[str, Any]) -> str:
        """What a browser hands over for a new passkey."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._data(ATTESTED) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._handed(
            clientDataJSON=self._client("webauthn.create", asked["challenge"]), attestationObject=attestation
        )

    def use(self, options: dict[str, Any]) -> str:
        """What a browser hands over to sign in."""
        data, client = self._data(0), self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        handed = json.loads(self._handed(clientDataJSON=client, authenticatorData=data, signature=signature))
        handed["response"]["userHandle"] = self.owner
        return json.dumps(handed)

    def _data(self, flags: int) -> bytes:
        self.count += 1
        said = flags | PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.site.encode()).digest() + bytes([said]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _handed(self, **response: bytes) -> str:
        key = websafe_encode(self.id)
        parts = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps(
            {"id": key, "rawId": key, "type": "public-key", "response": parts, "clientExtensionResults": {}}
        )
