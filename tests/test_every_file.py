"""Every real file shows its picture, or a sentence in its place: nothing else."""

from pathlib import Path

import pytest

import dicomtree
from dicomtree.pixels import DecodingProcess, NoPicture


@pytest.mark.parametrize("of_corpus", [True, False], ids=["corpus", "pydicom"])
def test_every_instance_is_a_picture_or_a_sentence(
    of_corpus: bool, corpus: Path, pydicom_files: Path
) -> None:
    library = dicomtree.open_folder(corpus if of_corpus else pydicom_files, index=False)
    shown, sentences = 0, []
    with DecodingProcess() as process:
        for series in library.tree.series():
            for row in library.rows_of(series.key):
                try:
                    picture = process.load_picture(library.absolute_path(row.root, row.path))
                    assert picture.values.size
                    shown += 1
                except NoPicture as error:
                    sentences.append(error.reason.strip())
    counts = library.counts
    assert all(sentences)
    assert shown + len(sentences) == counts.instances + counts.duplicates
    assert shown > len(sentences)
