"""With ``KG_TEST_REQUIRE=all`` a skipped test is a failed one: nothing passes unseen."""

import os

import pytest

STRICT = os.environ.get("KG_TEST_REQUIRE") == "all"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _failed_if_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _failed_if_skipped((yield))


def _failed_if_skipped(report):
    # An expected failure (xfail) is reported as skipped too, but did run.
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped although KG_TEST_REQUIRE=all: {reason}"
    return report
