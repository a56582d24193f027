"""Lines of a large text are those of the text, wherever it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources import lines_set_aside
from kg.sources.lines_set_aside import LinesSetAside


@pytest.mark.parametrize("in_memory", [0, 1 << 20])
@given(texts=st.lists(st.binary(max_size=9), max_size=12))
def test_lines_are_read_in_order_and_one_by_one(in_memory, texts):
    text = b"\n".join(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_set_aside, "_LARGEST_IN_MEMORY", in_memory)
        lines = LinesSetAside(text)
        expected = [line for line in text.split(b"\n") if line.strip()]
        assert list(lines) == expected
        assert [lines[at] for at in range(len(lines))] == expected
        lines.close()
