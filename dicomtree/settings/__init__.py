"""What the user chose, where the program keeps it, and the log beside it."""

from dicomtree.settings.choices import (
    Direction,
    KeepIndex,
    Settings,
    Theme,
    with_recent_folder,
    without_recent_folders,
)
from dicomtree.settings.folders import (
    PRIVATE_FILE,
    cache_folder,
    config_folder,
    keep_private,
    log_folder,
    private_folder,
    remove_put_aside,
    state_folder,
)
from dicomtree.settings.log import log_file, start_logging
from dicomtree.settings.orders import remember_order, remembered_order
from dicomtree.settings.stored import load, save

__all__ = [
    "PRIVATE_FILE",
    "Direction",
    "KeepIndex",
    "Settings",
    "Theme",
    "cache_folder",
    "config_folder",
    "keep_private",
    "load",
    "log_file",
    "log_folder",
    "private_folder",
    "remember_order",
    "remembered_order",
    "remove_put_aside",
    "save",
    "start_logging",
    "state_folder",
    "with_recent_folder",
    "without_recent_folders",
]
