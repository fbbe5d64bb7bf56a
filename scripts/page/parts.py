"""What a page holds compressed."""

import base64
import re
import zlib


def parts_of_page(text):
    """The script of a page, its style sheet, the colors of all figures, the data as JSON, and each figure but the first."""
    return zlib.decompress(base64.b64decode(re.search(r'id="page-parts">([^<]*)<', text)[1])).decode().split("\0")
