"""Tables of published forms, of forms the clinic brought, of what was changed about them, and of approvals."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, UtcDateTime, append_only


@append_only
class FormVersion(Base):
    """A form as published: its canonical JSON with the clinic's details filled in. ``url|version`` never changes.

    ``source_sha256`` is the hash of the text before the clinic's details were filled in: approvals are about that.
    ``text_sha256`` leaves the version out, so that the same text is not published twice. ``material`` counts the
    changes of this form after which everyone signs again.
    """

    __tablename__ = "form_version"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    canonical: Mapped[str] = mapped_column(String(340), unique=True)  # url|version
    form_id: Mapped[str] = mapped_column(String(60), index=True)
    url: Mapped[str] = mapped_column(String(300))
    version: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    source_version: Mapped[str] = mapped_column(String(40))
    source_sha256: Mapped[str] = mapped_column(String(64))
    text_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))  # of ``content``
    content: Mapped[bytes] = mapped_column(LargeBinary)
    material: Mapped[int] = mapped_column(Integer)
    is_material_change: Mapped[bool] = mapped_column(Boolean)
    change_note: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)


@append_only
class ContentApproval(Base):
    """An approval of a form, or of the safety rules (``subject`` "rules"), bound to the exact text by its hash."""

    __tablename__ = "content_approval"

    approval_id: Mapped[str] = mapped_column(Id, primary_key=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    source_version: Mapped[str] = mapped_column(String(40))
    source_sha256: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(120))
    licence_number: Mapped[str] = mapped_column(String(60))
    approved_on: Mapped[date] = mapped_column(Date)
    scope: Mapped[str] = mapped_column(String(40))  # "medical director", "counsel" or "translation es"
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(Id)


@append_only
class FormImport(Base):
    """A form the clinic brought, as a draft. Another import of the same ``url`` is another row.

    ``source`` is the canonical JSON with placeholders and when it is due, ``source_sha256`` its hash: approvals are
    about that. ``form_id`` is that of the app's own form when the address is the same.
    """

    __tablename__ = "form_import"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    form_id: Mapped[str] = mapped_column(String(60), index=True)
    url: Mapped[str] = mapped_column(String(300))
    version: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    source_sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[bytes] = mapped_column(LargeBinary)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(Id)


@append_only
class FormDecision(Base):
    """A decision to publish or retire a form (``kind``: "publish" or "retire"), and why.

    ``import_sequence`` is the draft that was published, empty for the form that came with the app. ``material`` says
    that everyone signs again.
    """

    __tablename__ = "form_decision"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    form_id: Mapped[str] = mapped_column(String(60), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    import_sequence: Mapped[int | None] = mapped_column(Integer, ForeignKey("form_import.sequence"))
    material: Mapped[bool] = mapped_column(Boolean)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)


@append_only
class RuleChange(Base):
    """A number the clinic changed, and why; the newest row of a subject counts.

    ``kind`` "months" is how many months a form lasts (``subject`` is the form's id), "limit" the limit of a safety rule
    (``subject`` is the rule's id).
    """

    __tablename__ = "rule_change"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(60), index=True)
    value: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(Id)
