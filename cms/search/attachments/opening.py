"""From a file to its words, by kind. Of Office files and plain ones as the pre-screen of the procedure reads them."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader

from cms.procedure import texts
from cms.registry.spreadsheet import Unreadable
from cms.search.attachments.limits import MOST_CHARACTERS, MOST_PAGES
from cms.search.states import ReadState

PDF = ".pdf"
KINDS = (PDF, *texts.KINDS)
CUT = f"只读取了前 {MOST_PAGES} 页、{MOST_CHARACTERS} 字以内的内容"


def read(path: Path) -> dict[str, str]:
    """State, text and reason of a file of one of KINDS. Raises nothing that a damaged file brings about."""
    try:
        text, is_whole = _of_pdf(path) if path.suffix == PDF else (texts.text_of_file(path), True)
    except Unreadable as error:
        return _said(ReadState.UNREAD, reason=str(error))
    is_whole = is_whole and len(text) <= MOST_CHARACTERS
    # A NUL is no character for a database, and a lone surrogate none for anybody.
    text = text[:MOST_CHARACTERS].replace("\0", "").encode(errors="ignore").decode()
    return _said(ReadState.READ if is_whole else ReadState.PARTLY, text, "" if is_whole else CUT)


def _said(state: ReadState, text: str = "", reason: str = "") -> dict[str, str]:
    return {"state": state.value, "text": text, "reason": reason[:300]}


def _of_pdf(path: Path) -> tuple[str, bool]:
    """The text of its pages, a page that cannot be read left out, and whether that is all."""
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("文件设有打开密码")
        total = len(reader.pages)
    except Unreadable:
        raise
    except Exception as error:
        # pypdf fails in many ways on a damaged file; none is ours to tell
        raise Unreadable("PDF 文件已损坏") from error
    pages, length, is_whole = [], 0, total <= MOST_PAGES
    for number in range(min(total, MOST_PAGES)):
        try:
            pages.append(reader.pages[number].extract_text())
        except Exception:
            is_whole = False
            continue
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            is_whole = False
            break
    return "\n".join(pages), is_whole
