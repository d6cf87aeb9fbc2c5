"""Replications from their scripts to their results, one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from markone import tracking
from markone.replication import flips
from markone.replication.assumption import assume
from markone.replication.replication import Replication
from markone.replication.results import Outcome
from markone.study import Study
from markone.study.options import How
from markone.study.perform import perform, tried_at
from markone.study.plan import Plan
from markone.study.scripts import module_of


@dataclass(frozen=True)
class Asked:
    """What one call asks for."""

    how: How
    quick: bool
    seeds: int | None
    assumed: Mapping[str, str]
    """Assumptions that are moved, as they were typed."""
    flips: bool
    full: bool
    """Also what takes hours."""
    folder: Path


def loaded(folder: Path, names: Iterable[str]) -> dict[str, tuple[Study, Replication]]:
    """The studies of a folder by name, with what each replicates; in the order of `names`."""
    modules = {name: vars(module_of((folder / f"{name}.py").resolve())) for name in names}
    return {name: (module["STUDY"], module["REPLICATION"]) for name, module in modules.items()}


def done(
    study: Study, replication: Replication, asked: Asked, store: tracking.Store, console: Console
) -> Outcome:
    """One replication, measured or recalled from the store, and judged."""
    config = config_of(study, replication, asked)
    if reason := replication.why_not(config):
        console.print(f"{study.name} cannot be run: {reason}", highlight=False)
        return Outcome(study, replication, config, None, None, reason)
    folder = asked.folder / study.name
    folder.mkdir(parents=True, exist_ok=True)
    found = perform(_plan(study, config, asked), store, console, folder)
    moved = _moved(study, replication, config, asked, store, console) if asked.flips else None
    return Outcome(study, replication, config, found, moved)


def config_of(study: Study, replication: Replication, asked: Asked) -> Any:
    """What is measured: the full study or a short one, with what is assumed for once."""
    config = study.quick if asked.quick else study.config
    config = replace(config, seeds=asked.seeds or config.seeds)
    config = replace(config, full=True) if asked.full and hasattr(config, "full") else config
    return assume(config, replication.assumptions, asked.assumed)


def _plan(study: Study, config: Any, asked: Asked, how: How | None = None) -> Plan:
    said = [*(["--quick"] if asked.quick else []), "--seeds", str(config.seeds)]
    said += study.options(config, asked.quick)
    return Plan(study, config, how or asked.how, asked.quick, said)


def _moved(
    study: Study,
    replication: Replication,
    config: Any,
    asked: Asked,
    store: tracking.Store,
    console: Console,
) -> flips.Flips | None:
    """Each assumption moved, over fewer boards."""
    points = flips.points(replication, config)
    if len(points) == 1 or not replication.claims:
        return None
    few = replace(config, seeds=min(flips.FEW, config.seeds))
    plan = _plan(study, few, asked, replace(asked.how, case=replication.claimed_cases))
    plan.kind = "flips"
    return flips.flips(replication, tried_at(plan, points, store, console))
