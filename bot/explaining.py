"""What each step changed and how long it took, noted by the runner: a step that says nothing of itself is told too."""

from dataclasses import asdict

from bot.walk import Walk


def noted(before: Walk, after: Walk, *, step: str, milliseconds: float) -> Walk:
    """The walk with its step's last line completed by time and changes; a line of its own where the step wrote none."""
    own = [dict(line) for line in after.trace[len(before.trace) :]]
    told = {"ms": milliseconds, **({"changed": changed} if (changed := changes(before, after)) else {})}
    for line in reversed(own):
        if line["step"] == step:
            line.update(told)
            break
    else:
        own.append({"step": step, **told})
    kept = after.trace[: len(before.trace)]
    return after.with_trace((*kept, *own))


def changes(before: Walk, after: Walk) -> dict[str, object]:
    """What the walk holds now and did not before, in words and numbers that can be stored."""
    found: dict[str, object] = {}
    if after.text != before.text:
        found["text"] = after.text
    if after.status is not before.status:
        found["status"] = after.status.value if after.status else None
    if after.only != before.only and after.only is not None:
        found["only"] = sorted(after.only)
    for name in ("hits", "evidence", "citations"):
        if len(getattr(after, name)) != len(getattr(before, name)):
            found[name] = len(getattr(after, name))
    if after.subject is not before.subject:
        found["subject"] = after.subject.title if after.subject else None
    if after.support != before.support and after.support is not None:
        found["support"] = {name: round(value, 3) for name, value in asdict(after.support).items()}
    for name in ("lead", "related"):
        if getattr(after, name) != getattr(before, name):
            found[name] = list(getattr(after, name))
    if after.responsible != before.responsible:
        found["responsible"] = after.responsible
    if after.unit != before.unit:
        found["unit"] = after.unit.name if after.unit else None
    if after.told != before.told:
        found["characters"] = len(after.told)
    return found
