"""Studies of load and rest that more than one heuristic stands on."""

from __future__ import annotations

__all__ = ["BELLINGER", "ESTEVE", "FRANDSEN", "RISTOLAINEN", "SEILER"]

FRANDSEN = "Frandsen J.S.B. et al., Br J Sports Med 2025;59:1203-1210. doi:10.1136/bjsports-2024-109380"
"""5,205 runners, 588,071 sessions over 18 months; observational. Single runs against the longest of the last 30 days, and weeks."""

RISTOLAINEN = "Ristolainen L. et al., J Sports Med Phys Fitness 2014;54:78-87"
"""446 top-level endurance athletes, one questionnaire about the past twelve months."""

SEILER = "Seiler S., Haugen O., Kuffel E., Med Sci Sports Exerc 2007;39:1366-1373. doi:10.1249/mss.0b013e318060f17d"
"""17 men: heart-rate variability was back within 10 minutes after 60 or 120 min below the first threshold, later after any session
above it, and latest in the less trained."""

BELLINGER = "Bellinger P., Arnold B., Minahan C., Int J Sports Physiol Perform 2020;15:319-323. doi:10.1123/ijspp.2019-0298"
"""14 runners, 695 sessions: easy, moderate and hard 80/17/3 % by heart rate, 80/5/15 by speed, 40/32/28 by effort rating."""

ESTEVE = "Esteve-Lanao J. et al., Sports 2026;14:29"
"""1,411 runners: first and second ventilatory threshold at 85.1 (SD 4.6) and 93.5 (SD 2.5) % of peak heart rate."""
