"""Every number that a page quotes from the replications is that of the results kept beside it."""

import json

from conftest import ROOT

from markone.replication.report import markdown_findings, markdown_table, summary

PAGE = (ROOT / "docs" / "replications.md").read_text(encoding="utf-8")
RESULTS = json.loads((ROOT / "docs" / "replications.json").read_text(encoding="utf-8"))


def test_the_page_has_the_table_of_the_results():
    assert markdown_table(RESULTS) in PAGE


def test_the_page_has_what_each_study_found():
    assert markdown_findings(RESULTS) in PAGE


def test_the_results_are_those_of_the_whole_run():
    assert RESULTS["short"] is False
    assert len(RESULTS["studies"]) == 12
    claims = [claim for study in RESULTS["studies"].values() for claim in study["claims"]]
    boards = [figure["boards"] for claim in claims for figure in claim["figures"]]
    assert min(boards) >= 20
    assert sorted(boards)[len(boards) // 2] >= 200


def test_the_verdicts_are_counted_as_they_are():
    told = summary(RESULTS)
    assert told in PAGE
    assert told in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
