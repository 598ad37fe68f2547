"""The wire format of a sealed item: visit, hand-over, sequence number and HMAC around a payload, sealed with HPKE."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.canonical import canonical_json
from app.core.errors import DamagedError
from app.forms import decode_json
from app.security.sealing import item_mac, item_mac_matches, open_sealed, seal

_FORMAT = "medspa-item-1"
_INFO = b"medspa-intake visit item 1"
_LENGTH_BYTES = 4
MAX_ITEM_BYTES = 16 * 1024 * 1024
"""Largest sealed file that is looked at; a visit with every signature is well under one megabyte."""


@dataclass(frozen=True)
class OpenedItem:
    """An opened item. ``payload`` is not authenticated until ``is_authentic`` said so."""

    visit_id: str
    hand_over_id: str
    sequence: int
    mac: bytes
    payload: bytes = field(repr=False)

    def is_authentic(self, visit_key: bytes) -> bool:
        """Say whether the hand-over that ``visit_key`` belongs to made this item (constant-time)."""
        return item_mac_matches(visit_key, self.visit_id, self.sequence, self.payload, self.mac)


def seal_item(public_key: bytes, visit_key: bytes, payload: bytes, *, visit_id: str, hand_over_id: str,
              sequence: int) -> bytes:
    """Return the file content of one item, padded to 4 KiB steps."""
    mac = item_mac(visit_key, visit_id, sequence, payload)
    head = canonical_json({"format": _FORMAT, "hand_over": hand_over_id, "mac": mac.hex(), "sequence": sequence,
                           "visit": visit_id})
    return seal(public_key, len(head).to_bytes(_LENGTH_BYTES, "big") + head + payload, info=_INFO)


def open_item(private_key: bytes, content: bytes) -> OpenedItem:
    """Open the file content of one item. Raises DamagedError when it is not one, was changed or belongs elsewhere."""
    plain = open_sealed(private_key, content, info=_INFO)
    length = int.from_bytes(plain[:_LENGTH_BYTES], "big")
    try:
        head = decode_json(plain[_LENGTH_BYTES:_LENGTH_BYTES + length])
    except ValueError:
        raise _not_an_item() from None
    if not isinstance(head, dict) or head.get("format") != _FORMAT:
        raise _not_an_item()
    visit, hand_over, sequence, mac = (head.get(name) for name in ("visit", "hand_over", "sequence", "mac"))
    if not (isinstance(visit, str) and isinstance(hand_over, str) and isinstance(mac, str)
            and type(sequence) is int and 0 < sequence < 2**63):
        raise _not_an_item()
    try:
        mac_bytes = bytes.fromhex(mac)
    except ValueError:
        raise _not_an_item() from None
    return OpenedItem(visit, hand_over, sequence, mac_bytes, plain[_LENGTH_BYTES + length:])


def _not_an_item() -> DamagedError:
    return DamagedError("A sealed item is not in the form this app writes.")
