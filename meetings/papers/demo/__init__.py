"""The demo's papers: real files, made by `tests/samples/make_papers.py`; the figures and people are invented."""

from pathlib import Path

FOLDER = Path(__file__).parent
REPORT = FOLDER / "bao-cao-kinh-te-xa-hoi-2026.pdf"
BUDGET = FOLDER / "to-trinh-du-toan-ngan-sach-2027.pdf"
REVIEW = FOLDER / "bao-cao-tham-tra-du-toan-2027.pdf"                # a scan
WATER = FOLDER / "du-thao-nghi-quyet-nuoc-sinh-hoat.docx"
