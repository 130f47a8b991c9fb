"""Which jiedu this is."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version


def version() -> str:
    """The installed version, "0" when run from a folder that was never installed."""
    try:
        return installed_version("jiedu")
    except PackageNotFoundError:
        return "0"
