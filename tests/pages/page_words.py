"""What a page says, for tests that search it."""


def words_of(page):
    """All HTML and text of a page in one string."""
    return " ".join(str(element.value if hasattr(element, "value") else element.proto) for element in page.main)
