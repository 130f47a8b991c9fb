"""How much of a file we are willing to read; every bound that keeps a hostile or broken file from hurting us."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. A file beyond a bound is refused as a whole, never read in part."""

    file_bytes: int = 64 * MIB
    unpacked_bytes: int = 256 * MIB  # of a ZIP container: DOCX, XLSX, OFD
    unpacked_ratio: int = 200  # unpacked : packed; office files stay below 30
    members: int = 10_000
    pages: int = 2_000
    recognised_pages: int = 100  # pages that need OCR, two to five seconds each
    image_pixels: int = 50_000_000
    json_depth: int = 40
    records: int = 200_000
    table_cells: int = 2_000_000
    seconds: float = 120.0
    seconds_per_page: float = 20.0  # added for every page recognised, so that a long scan is read and a hang is not
    memory_bytes: int = 3 * 1024 * MIB  # added address space of the process that parses binary formats


DEFAULT_LIMITS = Limits()
