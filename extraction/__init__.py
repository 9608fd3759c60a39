"""Text in, structure out: reads an issued document and says what it orders, of whom and by when.

Plain Python without Django, usable alone: `python -m extraction FILE`.
"""

from extraction.engine import extract_bytes, extract_path, extract_text
from extraction.model import Extraction, ExtractionError, to_json
from extraction.reader import load_bytes

__all__ = [
    "Extraction",
    "ExtractionError",
    "extract_bytes",
    "extract_path",
    "extract_text",
    "load_bytes",
    "to_json",
]
