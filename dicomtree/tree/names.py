"""Comparing what identifies a patient: names, ids and issuers as people write them."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\^\s,]+")


def alphabetic_group(name: str | None) -> str:
    """Return a person name's alphabetic component group, normalised (PS3.5 6.2.1); "" if none."""
    return normalised_name((name or "").split("=", 1)[0])


def other_groups(name: str | None) -> str:
    """Return a person name's ideographic and phonetic groups, normalised; "" if none."""
    return normalised_name((name or "").partition("=")[2])


def name_key(name: str | None) -> str:
    """Return what two spellings of one name share; "" when there is no name.

    Names compare by their alphabetic group where they have one: `Yamada^Taro=山田^太郎` is
    `YAMADA Taro`.
    """
    return alphabetic_group(name) or ("=" + other_groups(name) if other_groups(name) else "")


def normalised_name(text: str) -> str:
    """Return the text case-folded, with runs of ^, space and comma as one ^, none at the ends."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return _SEPARATORS.sub("^", folded).strip("^=")


def stripped(text: str | None) -> str:
    """Return an id or issuer without surrounding blanks, "" for None."""
    return (text or "").strip(" \0\t\r\n")
