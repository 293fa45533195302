"""Whether the system prefers dark windows."""

import os
import plistlib
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 0.5


def system_theme() -> str:
    """Return "light" or "dark"; "dark", as picture viewers are, where the system does not say."""
    if sys.platform == "win32":
        return _windows_theme()
    if sys.platform == "darwin":
        return _macos_theme()
    return _desktop_theme()


def _windows_theme() -> str:
    if sys.platform != "win32":
        return "dark"
    import winreg

    path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            light, _ = winreg.QueryValueEx(key, "AppsUseLightTheme")
    except OSError:
        return "dark"
    return "light" if light else "dark"


def _macos_theme() -> str:
    """Read the global preferences: the entry is there only while dark windows are wanted."""
    path = Path.home() / "Library/Preferences/.GlobalPreferences.plist"
    try:
        preferences = plistlib.loads(path.read_bytes())
    except (OSError, plistlib.InvalidFileException):
        return "dark"
    return "dark" if preferences.get("AppleInterfaceStyle") == "Dark" else "light"


def _desktop_theme() -> str:
    """Ask GNOME's settings, which other desktops keep too; GTK_THEME overrules them."""
    named = os.environ.get("GTK_THEME", "")
    if named:
        return "dark" if "dark" in named.casefold() else "light"
    command = ["gsettings", "get", "org.gnome.desktop.interface", "color-scheme"]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return "dark"
    return "light" if "light" in answer or "default" in answer else "dark"
