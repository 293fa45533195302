"""Importing the toolkit leaves the process as it was."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

WHAT_STAYS = """
import ssl, warnings
make_context, filters = ssl._create_default_https_context, list(warnings.filters)
import dicomtree.gui.toolkit
assert ssl._create_default_https_context is make_context, "TLS certificates are not checked"
assert list(warnings.filters) == filters, "warnings are filtered in another way"
"""


def test_tls_and_warnings_stay_as_they_were() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHAT_STAYS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.usefixtures("display")
def test_a_wrong_key_is_an_error_and_not_a_box_that_blocks() -> None:
    from dicomtree.gui.toolkit import prepare_process, sg

    prepare_process()
    window = sg.Window("keys", [[sg.Text("a", key="known")]], finalize=True)
    try:
        with pytest.raises(KeyError):
            window["unknown"]
    finally:
        window.close()
