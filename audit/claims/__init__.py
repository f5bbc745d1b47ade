"""Attributions and trees go in, claims come out: drawn by rules (``drawn``), then heard in the whole article
(``heard``, ``network``), where there are word vectors.

Source: ours; see the modules.
"""

from __future__ import annotations

from audit.claims.drawn import make_claims
from audit.claims.heard import Voice, VoiceError, Voices, claimed, load_voices
from audit.claims.left import sentence_status

__all__ = ["Voice", "VoiceError", "Voices", "claimed", "load_voices", "make_claims", "sentence_status"]
