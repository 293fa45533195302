"""Writing so that nothing is lost: whole files, over nothing, journalled where there are many."""

from dicomtree.publish.whole_file import new_file

__all__ = ["new_file"]
