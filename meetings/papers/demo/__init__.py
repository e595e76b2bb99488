"""The demo's papers: real files, made by `tests/samples/make_papers.py`; the figures and people are invented."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class DemoPaper:
    path: Path
    filename: str              # as somebody would have named it when uploading
    about: str                 # which item of the demo's agenda it belongs to


PAPERS = (
    DemoPaper(FOLDER / "bao-cao-kinh-te-xa-hoi-2026.pdf", "Báo cáo tình hình kinh tế - xã hội năm 2026.pdf", "report"),
    DemoPaper(FOLDER / "to-trinh-du-toan-ngan-sach-2027.pdf", "Tờ trình dự toán ngân sách địa phương năm 2027.pdf",
              "budget"),
    DemoPaper(FOLDER / "bao-cao-tham-tra-du-toan-2027.pdf", "Báo cáo thẩm tra dự toán ngân sách năm 2027.pdf",
              "budget"),
    DemoPaper(FOLDER / "du-thao-nghi-quyet-nuoc-sinh-hoat.docx",
              "Dự thảo Nghị quyết về nước sinh hoạt các xã vùng cao.docx", "water"),
)
