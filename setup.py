"""The packages; pyproject.toml says all else. `experiments/` is installed as `markone.experiments`."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[
        *find_namespace_packages(include=["markone*"]),
        "markone.experiments",
        "markone.experiments.replications",
    ],
    package_dir={"markone.experiments": "experiments"},
)
