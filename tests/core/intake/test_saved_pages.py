"""What of a saved page is read: what it shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.intake.paste import shown_part


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>a</p><SCRIPT src=x>if (1 < 2) {}</Script ><p>b</p>", "<p>a</p><p>b</p>"),
        ("<style>p {}</style>a<!-- b -->c<svg><path/></svg>d", "acd"),
        (f"<img src='data:image/png;base64,{'A' * 5000}'>a", "<img src=''>a"),
        ("a<script>never closed", "a"),
        ("1 < 2 <scripture>", "1 < 2 <scripture>"),
    ],
)
def test_programs_styles_comments_and_pictures_are_left_out(page: str, shown: str) -> None:
    assert shown_part(page) == shown


@given(st.lists(st.sampled_from(["<script>", "</script>", "<!--", "-->", "<style", "</style>", "text", "<svg/>"])))
def test_of_any_page_what_stands_before_the_first_hidden_piece_stays(pieces: list[str]) -> None:
    page = "".join(["<p>seen</p>", *pieces])
    assert shown_part(page).startswith("<p>seen</p>")
    assert len(shown_part(page)) <= len(page)
