"""What a server costs the machine: processor time and memory, of all its processes; as Linux tells it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Machine:
    """Processor seconds used so far: by the server with its annex, and by the whole machine; the memory of the server.

    None where the system does not tell.
    """

    server: float | None
    whole: float | None
    server_mb: float | None = None

    @classmethod
    def now(cls, process_id: int) -> Self:
        """As it is now; process_id: of the server."""
        tick = os.sysconf("SC_CLK_TCK")
        try:
            family = _family(process_id)
            own = sum(_ticks(member) for member in family)
            whole = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:]
            memory = sum(_kilobytes(member) for member in family)
        except OSError:
            return cls(None, None)
        # Of the machine: user, nice, system, and without idle and waiting for disks: interrupts and what was stolen.
        busy = sum(int(whole[place]) for place in (0, 1, 2, 5, 6, 7))
        return cls(own / tick, busy / tick, round(memory / 1024))

    def since(self, before: Self, seconds: float) -> dict[str, object]:
        """What the server used, and what all others together did: figures taken on a busy machine say little."""
        if self.server is None or before.server is None or self.whole is None or before.whole is None:
            return {}
        own = self.server - before.server
        return {
            "server_cpu_s": round(own, 1),
            "server_mb": self.server_mb,
            "other_cores_busy": round((self.whole - before.whole - own) / seconds, 2),
        }


def _family(process_id: int) -> list[int]:
    """The process and all that it started."""
    threads = Path(f"/proc/{process_id}/task").iterdir()
    children = [int(child) for thread in threads for child in (thread / "children").read_text("ascii").split()]
    return [process_id, *(member for child in children for member in _family(child))]


def _ticks(process_id: int) -> int:
    """Processor time used by a process, in and for it."""
    fields = Path(f"/proc/{process_id}/stat").read_text("ascii", errors="replace").rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _kilobytes(process_id: int) -> int:
    """The memory of a process, what it shares counted in parts."""
    text = Path(f"/proc/{process_id}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
