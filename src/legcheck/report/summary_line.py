"""The run in one line."""

from __future__ import annotations

from collections.abc import Mapping

from legcheck.report.quantities import distance, duration, pace

__all__ = ["summary_line"]

PACE_OF_RUNNING = 0.95
"""[-] Pace below this share of cadence times step: part of the moving was walking. Engineering value."""


def summary_line(summary: Mapping[str, float | None]) -> str:
    """The run in one line, only what was recorded.

    Examples
    --------
    >>> summary_line({"distance_m": 10_000.0, "moving_s": 3000.0, "speed_mps": 3.3333, "step_length_m": 1.2,
    ...               "stride_length_m": 2.4})
    '10.00 km in 50:00 moving, 5:00 min/km, step 1.20 m (stride 2.40 m)'
    """
    parts = [_how_far(summary)]
    if summary.get("speed_mps") is not None:
        parts.append(f"{pace(summary['speed_mps'])} min/km{_on_the_flat(summary)}")
    shown = (
        ("heart_rate_bpm", "{:.0f} bpm"),
        ("cadence_spm", f"{_while_running(summary)}{{:.0f}} steps/min"),
        ("step_length_m", "step {:.2f} m"),
        ("ascent_m", "up {:.0f} m"),
        ("descent_m", "down {:.0f} m"),
        ("temperature_c", "{:.0f} °C"),
    )
    for name, words in shown:
        value = summary.get(name)
        if value is not None:
            parts.append(words.format(value) + (_stride(summary) if name == "step_length_m" else ""))
    return ", ".join(part for part in parts if part)


def _how_far(summary: Mapping[str, float | None]) -> str:
    moving, elapsed = summary.get("moving_s"), summary.get("elapsed_s")
    far = "" if summary.get("distance_m") is None else distance(summary["distance_m"])
    if moving is None:
        return far
    text = f"{duration(moving)} moving"
    if elapsed is not None and elapsed - moving >= 60:
        text += f" ({duration(elapsed)} from start to end)"
    return f"{far} in {text}" if far else text


def _on_the_flat(summary: Mapping[str, float | None]) -> str:
    flat = pace(summary.get("grade_adjusted_speed_mps"))
    return "" if flat in ("—", pace(summary.get("speed_mps"))) else f" ({flat} on the flat)"


def _while_running(summary: Mapping[str, float | None]) -> str:
    """Cadence and step are those of running, pace that of all moving: said where walking makes them two things."""
    speed, cadence, step = (summary.get(name) for name in ("speed_mps", "cadence_spm", "step_length_m"))
    if speed is None or cadence is None or step is None or speed > PACE_OF_RUNNING * cadence * step / 60.0:
        return ""
    return "while running "


def _stride(summary: Mapping[str, float | None]) -> str:
    stride = summary.get("stride_length_m")
    return "" if stride is None else f" (stride {stride:.2f} m)"
