"""Home and End in lists: Tk's Treeview does not know them."""

from tkinter import ttk


def bind_home_and_end(rows: ttk.Treeview) -> None:
    """Let Home and End choose the first row and the last one that is to be seen."""
    rows.bind("<Home>", lambda _: _choose(rows, next(iter(rows.get_children()), "")), add="+")
    rows.bind("<End>", lambda _: _choose(rows, _last(rows)), add="+")


def _last(rows: ttk.Treeview) -> str:
    """Return the last row, in what is open of the last ones."""
    last, inside = "", rows.get_children()
    while inside:
        last = inside[-1]
        inside = rows.get_children(last) if rows.item(last, "open") else ()
    return last


def _choose(rows: ttk.Treeview, row: str) -> str:
    if row:
        rows.selection_set(row)
        rows.focus(row)
        rows.see(row)
    return "break"
