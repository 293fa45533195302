"""Scroll bars beside what scrolls."""

import tkinter
from tkinter import ttk

from dicomtree.gui import style as styles


def scroll_down(scrolled: ttk.Treeview | tkinter.Canvas | tkinter.Text) -> ttk.Scrollbar:
    """Put a scroll bar at the right of where `scrolled` is about to be packed."""
    bar = ttk.Scrollbar(
        scrolled.master, orient="vertical", command=scrolled.yview, style=styles.SCROLLBAR
    )
    scrolled.configure(yscrollcommand=bar.set)
    bar.pack(side="right", fill="y")
    return bar


def scroll_across(table: ttk.Treeview) -> None:
    """Put a scroll bar at the foot of where `table` is about to be packed."""
    bar = ttk.Scrollbar(
        table.master, orient="horizontal", command=table.xview, style=styles.SCROLLBAR_ACROSS
    )
    table.configure(xscrollcommand=bar.set)
    bar.pack(side="bottom", fill="x")
