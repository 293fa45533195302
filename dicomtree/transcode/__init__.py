"""Copies of files whose pixel data are stored in another form, every value staying as it is."""

from dicomtree.transcode.encoding import Encoding

__all__ = ["Encoding"]
