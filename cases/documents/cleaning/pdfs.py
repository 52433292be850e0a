"""PDF: opened and written afresh by qpdf, without scripts, actions, attached files, locks or metadata."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from cases.documents.cleaning.terms import Limits, refusal

#: Keys that make a PDF do something, wherever in it they stand (ISO 32000-1, 12.6 and 7.11.4).
SCRIPTS = ("/JS", "/JavaScript")
BY_ITSELF = ("/AA", "/OpenAction", "/RichMediaContent", "/RichMediaSettings")
ATTACHED = ("/EmbeddedFiles", "/EF", "/AF")
#: Links inside the document, and to plain web addresses, are read; every other action is taken out.
HARMLESS_ACTIONS = ("/GoTo", "/URI", "/Named")
LOADED_NOTES = ("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D")
MOST_OBJECTS = 300_000


def clean_pdf(content: bytes, limits: Limits) -> tuple[bytes, list[str]]:
    """The pages, and links that only lead somewhere; what was taken out, by code.

    Refuses one that needs a password, does not open, or has more pages than the cap.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return _cleaned(document, limits)
    except pikepdf.PasswordError:
        raise refusal("This PDF needs a password.", "Save it without one, and add that.") from None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, RuntimeError):
        raise refusal("This PDF does not open.", "Print it to a new PDF, and add that.") from None


def _cleaned(document: pikepdf.Pdf, limits: Limits) -> tuple[bytes, list[str]]:
    pages = len(document.pages)
    if not pages:
        raise refusal("This PDF has no page.", "Print it to a new PDF, and add that.")
    if pages > limits.pages or len(document.objects) > MOST_OBJECTS:
        raise refusal(f"This PDF is too long: more than {limits.pages:,} pages.", "Split it, and add the parts.")
    taken = {"metadata"} | ({"encryption"} if document.is_encrypted else set())
    for each in document.objects:
        taken.update(_disarmed(each))
    _forget_maker(document)
    document.remove_unreferenced_resources()
    out = io.BytesIO()
    document.save(out, encryption=False, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue(), sorted(taken)


def _forget_maker(document: pikepdf.Pdf) -> None:
    if "/Metadata" in document.Root:
        del document.Root.Metadata
    if "/Info" in document.trailer:
        del document.trailer["/Info"]


def _disarmed(found: pikepdf.Object) -> Iterator[str]:
    """Take what acts out of one object and all that lies directly in it; says what was there."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield from _disarmed_here(each)
            inner = [each[key] for key in each.keys()]  # noqa: SIM118  # a pikepdf dictionary is not a mapping
        elif isinstance(each, pikepdf.Array):
            inner = list(each)
        else:
            continue
        waiting += [value for value in inner if not getattr(value, "is_indirect", True)]


def _disarmed_here(each: pikepdf.Object) -> Iterator[str]:
    for keys, code in ((SCRIPTS, "script"), (BY_ITSELF, "action"), (ATTACHED, "attachment"), (("/XFA",), "form")):
        for key in keys:
            if key in each:
                del each[key]
                yield code
    if _name(each, "/S") in ("/Launch", "/JavaScript", "/SubmitForm", "/ImportData"):
        each["/S"] = pikepdf.Name("/Named")
        each["/N"] = pikepdf.Name("/NoOp")
        for key in ("/F", "/Win", "/Mac", "/Unix", "/Fields", "/Next"):
            if key in each:
                del each[key]
        yield "action"
    if "/A" in each and _acts(each["/A"]):
        del each["/A"]
        yield "action"
    if _name(each, "/Subtype") in LOADED_NOTES and "/FS" in each:
        del each["/FS"]
        yield "attachment"


def _acts(action: pikepdf.Object) -> bool:
    """Whether an action does more than lead to a place in the document or to a plain web address."""
    if not isinstance(action, pikepdf.Dictionary):
        return False
    kind = _name(action, "/S")
    if kind == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(("http://", "https://", "mailto:", "tel:"))
    return kind != "" and kind not in HARMLESS_ACTIONS


def _name(each: pikepdf.Object, key: str) -> str:
    found = each.get(key)
    return str(found) if isinstance(found, pikepdf.Name) else ""
