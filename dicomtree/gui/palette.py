"""The colours of the dark and the light look.

Each text colour reaches a contrast of at least 4.5:1 (WCAG 2.1, 1.4.3) on every ground it is drawn
on; `tests/test_gui_palette.py` holds that.
"""

from dataclasses import dataclass

PICTURE_GROUND = "#000000"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#rrggbb", named by what they are for."""

    name: str
    window: str  # behind toolbar and status bar
    panel: str  # behind rows
    raised: str  # buttons, headings, tooltips
    hover: str
    border: str
    text: str
    dim: str
    faded: str  # what cannot be used now
    accent: str
    on_accent: str
    selected: str  # a selected row while the keys go elsewhere
    current: str  # the row of the slice on screen
    warning: str
    error: str
    person: str
    folder: str
    stack: str
    paper: str


DARK = Palette(
    name="dark",
    window="#191B20",
    panel="#1F2228",
    raised="#2A2E36",
    hover="#333843",
    border="#353A44",
    text="#DEE2E8",
    dim="#9CA5B3",
    faded="#565D69",
    accent="#2F6FDE",
    on_accent="#FFFFFF",
    selected="#2E3C57",
    current="#28303F",
    warning="#F0BC5E",
    error="#FF9C94",
    person="#7FB5FF",
    folder="#E9B85C",
    stack="#63CC93",
    paper="#B4BCC8",
)

LIGHT = Palette(
    name="light",
    window="#ECEEF2",
    panel="#FFFFFF",
    raised="#F4F6F9",
    hover="#E3E8F0",
    border="#CDD3DC",
    text="#1E232B",
    dim="#586170",
    faded="#AEB6C2",
    accent="#2463D4",
    on_accent="#FFFFFF",
    selected="#D3E1FA",
    current="#E8F0FD",
    warning="#855200",
    error="#A9261C",
    person="#2D6CC9",
    folder="#B57A0B",
    stack="#1E8E56",
    paper="#68727F",
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
