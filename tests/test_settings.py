"""Choices survive; what cannot be read is replaced, and what is damaged is kept aside."""

import dataclasses
import json
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicomtree import settings
from dicomtree.settings import Direction, KeepIndex, Settings, Theme
from dicomtree.settings.stored import ACCEPT, settings_file

ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")

CHOSEN = Settings(
    theme=Theme.DARK,
    text_percent=150,
    window_geometry=(1200, 800, -1400, 20),
    window_maximised=True,
    pane_widths=(400, 600, 300),
    columns=("modality", "date"),
    column_widths=(80, 90),
    attribute_columns=("tag", "vr"),
    attribute_widths=(100, 80, 30, 30, 40),
    corner_text=False,
    localizer_inset=False,
    overlays=False,
    histogram=True,
    thumbnails=False,
    direction=Direction.HEAD_FIRST,
    keep_window=False,
    fallback_character_set="Cyrillic (Windows)",
    cache_bytes=1 << 30,
    recent_folders=("first", "a name \udcff that is not UTF-8"),
    keep_index=KeepIndex.NEVER,
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Take down what a test set up for logging."""
    logger = logging.getLogger("dicomtree")
    before = list(logger.handlers), logger.level, logger.propagate
    yield
    for handler in set(logger.handlers) - set(before[0]):
        logger.removeHandler(handler)
        handler.close()
    logger.level, logger.propagate = before[1:]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _store(data: object) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(json.dumps(data), encoding="utf-8")


def test_every_choice_differs_from_its_default_in_these_tests() -> None:
    for field in dataclasses.fields(Settings):
        assert getattr(CHOSEN, field.name) != field.default, field.name


def test_every_choice_is_stored() -> None:
    assert set(ACCEPT) == {field.name for field in dataclasses.fields(Settings)}


def test_what_is_saved_is_loaded() -> None:
    assert settings.save(CHOSEN)
    assert settings.load() == CHOSEN


def test_without_a_file_every_choice_is_the_default() -> None:
    assert settings.load() == Settings()
    assert not settings_file().exists()


def test_the_variable_moves_everything(home: Path) -> None:
    folders = [settings.config_folder(), settings.cache_folder(), settings.log_folder()]
    assert all(folder.is_relative_to(home) for folder in folders)
    assert len(set(folders)) == 3


def test_without_the_variable_the_systems_folders_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DICOMTREE_HOME")
    assert "dicomtree" in str(settings.config_folder())
    assert "dicomtree" in str(settings.cache_folder())


@ON_POSIX
def test_only_its_user_can_read_what_is_saved() -> None:
    settings.save(CHOSEN)
    assert _mode(settings_file()) == 0o600
    assert _mode(settings_file().parent) == 0o700
    assert os.listdir(settings_file().parent) == ["settings.json"]


@ON_POSIX
def test_an_open_folder_is_closed() -> None:
    folder = settings.config_folder()
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    settings.save(CHOSEN)
    assert _mode(folder) == 0o700


@ON_POSIX
def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    settings.config_folder().symlink_to(victim)
    assert not settings.save(CHOSEN)
    assert list(victim.iterdir()) == []
    with pytest.raises(PermissionError, match="link"):
        settings.private_folder(settings.config_folder())


@ON_POSIX
def test_a_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(PermissionError, match="another user"):
        settings.private_folder(tmp_path)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(data: bytes) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_bytes(data)
    assert settings.load() == Settings()
    assert settings_file().with_name("settings.json.damaged").read_bytes() == data
    assert not settings_file().exists()


def test_settings_that_are_a_folder_are_the_defaults() -> None:
    settings_file().mkdir(parents=True)
    assert settings.load() == Settings()
    assert not settings.save(CHOSEN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "pink"),
        ("text_percent", "150"),
        ("text_percent", True),
        ("window_geometry", [1, 2]),
        ("window_geometry", 7),
        ("window_geometry", [0, 600, 0, 0]),
        ("corner_text", 1),
        ("columns", "modality"),
        ("recent_folders", [1]),
        ("fallback_character_set", 4),
        ("direction", ["canonical"]),
    ],
)
def test_one_impossible_value_costs_only_itself(name: str, value: object) -> None:
    _store({name: value, "keep_window": False, "a setting of a later version": 1})
    assert settings.load() == Settings(keep_window=False)


def test_a_number_out_of_range_is_brought_into_it() -> None:
    _store({"text_percent": 1000, "cache_bytes": 0})
    loaded = settings.load()
    assert (loaded.text_percent, loaded.cache_bytes) == (200, 16 << 20)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=8,
)
NAMES = st.sampled_from([field.name for field in dataclasses.fields(Settings)])


@given(st.dictionaries(NAMES, ANY_JSON))
def test_loading_never_fails_and_saving_again_changes_nothing(data: dict[str, object]) -> None:
    _store(data)
    loaded = settings.load()
    assert settings.save(loaded)
    assert settings.load() == loaded


def test_the_latest_folder_comes_first_and_ten_are_kept() -> None:
    chosen = Settings()
    for number in (*range(12), 5):
        chosen = settings.with_recent_folder(chosen, str(number))
    assert chosen.recent_folders == ("5", "11", "10", "9", "8", "7", "6", "4", "3", "2")


def test_the_log_holds_where_and_not_what() -> None:
    path = settings.start_logging()
    assert path == settings.log_file()
    logger = logging.getLogger("dicomtree.test")
    try:
        try:
            int("DOE^JANE")
        except ValueError as error:
            raise KeyError("1234567") from error
    except KeyError:
        logger.exception("one file could not be read")
    text = settings.log_file().read_text(encoding="utf-8")
    assert "one file could not be read" in text
    assert "KeyError" in text
    assert "ValueError" in text
    assert "test_settings.py:" in text
    assert "DOE" not in text
    assert "1234567" not in text


@ON_POSIX
def test_only_its_user_can_read_the_log() -> None:
    settings.start_logging()
    assert _mode(settings.log_file()) == 0o600


def test_logging_starts_once() -> None:
    settings.start_logging()
    settings.start_logging()
    assert len(logging.getLogger("dicomtree").handlers) == 1


def test_what_others_log_is_left_out() -> None:
    settings.start_logging()
    logging.getLogger("pydicom").error("quotes DOE^JANE")
    assert settings.log_file().read_text(encoding="utf-8") == ""


def test_without_a_place_for_the_log_the_program_goes_on(home: Path) -> None:
    (home / "log").write_text("in the way", encoding="utf-8")
    assert settings.start_logging() is None
