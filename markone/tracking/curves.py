"""What runs keep beside their numbers: curves over steps, and figures."""

from collections.abc import Sequence

from markone.tracking import files
from markone.tracking.child import Child
from markone.tracking.mlflow_api import mlflow


def curves(client: mlflow.MlflowClient, children: Sequence[Child]) -> dict[str, dict[str, dict[int, float]]]:
    """For each metric with several steps and each child's id, its value at each step."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    for metric in _stepped(client, children):
        told = {}
        for child in children:
            if metric in child.metrics:
                history = client.get_metric_history(child.id, metric)
                told[child.id] = {point.step: point.value for point in history}
        found[metric] = told
    return found


def _stepped(client: mlflow.MlflowClient, children: Sequence[Child]) -> list[str]:
    """The metrics with several steps, as the first repetition of each contender has them."""
    firsts = {(child.task, child.contender): child for child in reversed(children)}
    found: dict[str, None] = {}
    for child in reversed(firsts.values()):
        for metric in child.metrics:
            if metric not in found and len(client.get_metric_history(child.id, metric)) > 1:
                found[metric] = None
    return list(found)


def pictures(client: mlflow.MlflowClient, run_id: str, largest: int) -> dict[str, bytes]:
    """A run's own PNG figures by name, those of more than `largest` bytes left out."""
    its, found = files.of_run(client, client.get_run(run_id)), {}
    for name in its.names("figures"):
        with its.opened(name) as file:
            content = file.read(largest + 1)
        if name.endswith(".png") and len(content) <= largest:
            found[name.rpartition("/")[2].removesuffix(".png")] = content
    return found
