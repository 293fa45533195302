"""Copies of files whose pixel data are stored in another form, every value staying as it is."""

from dicomtree.transcode.encoding import Encoding
from dicomtree.transcode.refusal import CannotTranscodeError
from dicomtree.transcode.transcoder import Transcoder

__all__ = ["CannotTranscodeError", "Encoding", "Transcoder"]
