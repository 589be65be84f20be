"""Every notice of a folder of test data is imported, or refused with words; run when PROCUREMENT_TEST_DATA names one."""

import os
import time
from pathlib import Path

import pytest
from application.skeleton_checks import check

from procurement_plugin.bootstrap import knowledge
from procurement_plugin.domain.findings import UnreadableInputError

FOLDER = os.environ.get("PROCUREMENT_TEST_DATA", "")
FILES = sorted(path for path in Path(FOLDER).rglob("*.*") if path.is_file()) if FOLDER else []
# Code lists, answers with errors, single bids, and what is no notice at all.
NOT_NOTICES = ("reference", "awards_", "bid_with_items", "MANIFEST", "worked_examples", "supply_demonstration")

pytestmark = pytest.mark.skipif(not FOLDER, reason="PROCUREMENT_TEST_DATA names no folder of notices")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_published_notice_is_imported_whole_or_refused_with_words(path: Path) -> None:
    content = path.read_bytes()
    importer = knowledge.notice_import()
    if any(mark in str(path.relative_to(FOLDER)) for mark in NOT_NOTICES):
        with pytest.raises(UnreadableInputError) as refused:
            importer.imported(content)
        assert len(str(refused.value)) > 20
        assert refused.value.findings
        return
    started = time.process_time()
    answer = importer.imported(content)
    assert time.process_time() - started < 20
    check(answer, content)
    assert any(notice["lots"] for notice in answer["notices"])
    if path.name.startswith("INVALID"):
        assert answer["notices"][0]["problems"]
        assert all(problem["pointer"] for problem in answer["notices"][0]["problems"])
