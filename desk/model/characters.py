"""Characters that some keyboards and clients send in halves (lone surrogates): they can be neither stored nor sent."""


def whole(text: str) -> str:
    """The text with both halves of a character joined, and a lone half replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
