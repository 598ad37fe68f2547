"""Asks somebody who is signed in for their password again: counted and audited like a sign-in."""

from __future__ import annotations

from app.core.errors import KnownError, SignInRefusedError
from app.security.actor import Actor
from app.security.process import zero
from app.services.desk import Desk
from app.services.strongbox import Strongbox


def prove_password(desk: Desk, box: Strongbox, actor: Actor, password: str, refusal: str) -> None:
    """Check the password of ``actor``; the try stays counted until the caller says ``throttle.succeeded``.

    Raises SignInRefusedError beginning with the sentence ``refusal``, KeyringError and DamagedError.
    """
    box.throttle.admit(actor.user_name, known=True)
    try:
        zero(box.vault.open_with_password(actor.user_name, password).dek)
    except SignInRefusedError:
        with desk.act_on(desk.store, actor) as work:
            work.audit("proof_failed", subject=actor.user_id, detail="The password did not match.", allowed=False)
        raise box.throttle.refusal(actor.user_name, refusal) from None
    except KnownError:
        box.throttle.forgive(actor.user_name)  # the keyring or file, not the person
        raise
