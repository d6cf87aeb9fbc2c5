"""What replications came to, for programs: every claim and every number, as JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from markone import tracking
from markone.replication.flips import Flips
from markone.replication.replication import Replication, seconds_of
from markone.replication.verdict import Held, Judged
from markone.study import Found, Study

FORMAT = 1


@dataclass(frozen=True)
class Outcome:
    """One replication, done; or `why_not`."""

    study: Study
    replication: Replication
    config: Any
    found: Found | None
    flips: Flips | None = None
    why_not: str = ""

    @property
    def judged(self) -> list[Judged]:
        """Its claims with their verdicts; none if it could not be run."""
        return self.replication.judged(self.found) if self.found else []

    @property
    def finding(self) -> str:
        """What else was found."""
        return self.replication.finding(self.found, self.config) if self.found else ""

    @property
    def seconds(self) -> float:
        """How long its boards took."""
        return seconds_of(self.found) if self.found else 0.0


def as_data(outcomes: list[Outcome], quick: bool) -> dict[str, Any]:
    """All results as plain numbers and texts; what is no number is null, and infinity a text."""
    return {
        "format": FORMAT,
        "short": quick,
        "versions": dict(tracking.versions()),
        "studies": {each.study.name: _study(each) for each in outcomes},
    }


def _study(outcome: Outcome) -> dict[str, Any]:
    return {
        "question": outcome.study.question,
        "why_not": outcome.why_not,
        "config": {name: _plain(value) for name, value in asdict(outcome.config).items()},
        "unsaid": dict(outcome.replication.unsaid),
        "claims": [_claim(each) for each in outcome.judged],
        "finding": outcome.finding,
        "seconds": _plain(round(outcome.seconds, 1)),
        "cases": {title: _means(group) for title, group in (outcome.found or {}).items()},
        "flips": _flips(outcome.flips or {}),
    }


def _claim(judged: Judged) -> dict[str, Any]:
    claim = judged.claim
    said = {"name": claim.name, "words": claim.words, "source": claim.source, "confidence": claim.confidence}
    return {**said, "verdict": judged.verdict, "why": judged.why, "figures": list(map(_held, judged.held))}


def _held(held: Held) -> dict[str, Any]:
    published = {name: _plain(value) for name, value in held.published._asdict().items()}
    ours = {name: _plain(value) for name, value in held._asdict().items() if name != "published"}
    return {"published": published, **ours}


def _flips(found: Flips) -> list[dict[str, Any]]:
    return [
        {
            **{"figure": published.words, "case": published.case},
            **{"assumption": flip.name, "value": _plain(flip.value)},
            **{name: value for name, value in _held(flip.held).items() if name != "published"},
        }
        for published, tried in found.items()
        for flip in tried
    ]


def _means(group: list[Any]) -> dict[str, Any]:
    """The mean over seeds of each metric that is no time."""
    names = [name for name in group[0].metrics if not name.startswith("time/")]
    return {name: _plain(sum(each.metrics[name] for each in group) / len(group)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value


def write(data: Mapping[str, Any], path: Path) -> None:
    """Write it as JSON."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
