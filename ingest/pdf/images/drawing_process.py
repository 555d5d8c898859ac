"""The process that draws pages of untrusted PDFs: a request a line on its input, a line and the JPEG on its output.

Run by `ingest.pdf.images.drawing` as `python -m ingest.pdf.images.drawing_process`, never by hand.
"""

import json
import os
import sys
from pathlib import Path

from ingest.pdf.images.page_image import page_image
from ingest.sandbox.reader_process import limit_memory


def main() -> None:
    """Answer requests until the input ends."""
    # Libraries that print would garble the answers: they keep the output's place, and answers go to a copy of it.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        request = json.loads(line)
        limit_memory(request["memory"])
        try:
            image, failed = page_image(Path(request["path"]), request["page"], width=request["width"]), ""
        except Exception as error:  # noqa: BLE001  (the boundary of untrusted files: every failure becomes a message)
            image, failed = b"", str(error) if isinstance(error, ValueError) else type(error).__name__
        answers.write(json.dumps({"size": len(image), "failed": failed}).encode() + b"\n" + image)
        answers.flush()


if __name__ == "__main__":
    main()
