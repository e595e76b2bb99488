# ruff: noqa: E501  (prose)
"""What the sample papers say: a training example, set in Vân Hồ district, Sơn La province.

Places and agencies are real, people and figures are invented. Amounts are in
millions of đồng; every total is added up here, never typed.
"""

from dataclasses import dataclass

Row = tuple[str, ...]
COMMUNES = (
    "Chiềng Khoa", "Chiềng Xuân", "Chiềng Yên", "Liên Hòa", "Lóng Luông", "Mường Men", "Mường Tè",
    "Quang Minh", "Song Khủa", "Suối Bàng", "Tân Xuân", "Tô Múa", "Vân Hồ", "Xuân Nha",
)
EXAMPLE = "Tài liệu ví dụ dùng để tập huấn, theo pháp luật trước tháng 7 năm 2025; số liệu và nhân vật là giả định."


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    head: Row
    rows: tuple[Row, ...]
    widths: tuple[int, ...]    # millimetres


@dataclass(frozen=True, slots=True)
class Paper:
    file: str                  # its name in the demo's folder, without the ending
    name: str                  # as people call it
    office: tuple[str, str]    # the body over it (or ""), the body
    number: str
    dated: str
    title: tuple[str, str]
    to: str                    # "" for none
    blocks: tuple[str | Heading | Table, ...]
    signer: tuple[str, str]    # office and name


def amount(value: int) -> str:
    """
    >>> amount(612450)
    '612.450'
    """
    return f"{value:,}".replace(",", ".")


def summed(rows: list[tuple[str, list[int]]], last: str) -> tuple[Row, ...]:
    """Numbered rows with a total under them."""
    table = [(str(n), name, *map(amount, values)) for n, (name, values) in enumerate(rows, 1)]
    totals = [sum(column) for column in zip(*(values for _, values in rows), strict=True)]
    return (*table, ("", last, *map(amount, totals)))


INCOME = [
    ("Thu ngân sách huyện được hưởng theo phân cấp", [79_800, 81_450, 86_200]),
    ("Thu bổ sung cân đối từ ngân sách tỉnh", [441_300, 441_300, 458_750]),
    ("Thu bổ sung có mục tiêu", [58_900, 64_720, 67_500]),
]
SPENDING = [
    ("Chi đầu tư phát triển", [84_100, 86_300, 92_300]),
    ("Chi sự nghiệp giáo dục và đào tạo", [236_400, 237_150, 241_900]),
    ("Chi sự nghiệp kinh tế", [61_250, 62_480, 64_300]),
    ("Chi bảo đảm xã hội", [38_700, 39_920, 41_600]),
    ("Chi quản lý hành chính, Đảng, đoàn thể", [89_150, 89_900, 92_800]),
    ("Dự phòng ngân sách", [11_500, 7_000, 12_050]),
    ("Chi chương trình mục tiêu", [58_900, 64_720, 67_500]),
]
SHARES = [(f"Xã {name}", [9_400 + 173 * n, 620 + 55 * (n * 5 % 14)]) for n, name in enumerate(COMMUNES, 1)]

BUDGET = Paper(
    "to-trinh-du-toan-ngan-sach-2027", "Tờ trình dự toán ngân sách địa phương năm 2027", ("", "ỦY BAN NHÂN DÂN\nHUYỆN VÂN HỒ"), "Số: 186/TTr-UBND",
    "Vân Hồ, ngày 16 tháng 11 năm 2026",
    ("TỜ TRÌNH", "Về việc đề nghị phê chuẩn dự toán ngân sách địa phương\nvà phương án phân bổ ngân sách huyện năm 2027"),
    "Kính gửi: Hội đồng nhân dân huyện Vân Hồ khóa III, kỳ họp thứ 12",
    (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật Ngân sách nhà nước ngày 25 tháng 6 năm "
        "2015; trên cơ sở tình hình thực hiện nhiệm vụ thu, chi ngân sách năm 2026, Ủy ban nhân dân huyện trình Hội đồng "
        "nhân dân huyện xem xét, phê chuẩn dự toán ngân sách địa phương năm 2027 như sau:",
        Heading("I. TÌNH HÌNH THỰC HIỆN DỰ TOÁN NĂM 2026"),
        "Tổng thu ngân sách nhà nước trên địa bàn ước đạt 93.450 triệu đồng, bằng 104,6% dự toán tỉnh giao. Nguồn thu "
        "chủ yếu từ thuế công thương nghiệp ngoài quốc doanh, lệ phí trước bạ và tiền sử dụng đất. Các khoản thu từ hoạt "
        "động du lịch cộng đồng tại xã Chiềng Yên và xã Vân Hồ tăng khá so với cùng kỳ.",
        "Chi ngân sách cơ bản bảo đảm theo dự toán, ưu tiên chi con người, an sinh xã hội, phòng chống thiên tai. Giải "
        "ngân vốn đầu tư công đến ngày 31 tháng 10 năm 2026 đạt 78,2% kế hoạch; đường liên xã Chiềng Yên - Mường Men chậm "
        "do mưa lũ kéo dài và vướng mắc mặt bằng tại 03 bản.",
        Heading("II. DỰ TOÁN THU NGÂN SÁCH NĂM 2027"),
        "Thu ngân sách nhà nước trên địa bàn dự kiến 98.600 triệu đồng, tăng 5,5% so với ước thực hiện năm 2026. Thu ngân "
        "sách huyện năm 2027 là 612.450 triệu đồng, gồm:",
        Table(("TT", "Nội dung", "Dự toán 2026", "Ước 2026", "Dự toán 2027"), summed(INCOME, "Tổng cộng"),
              (10, 75, 26, 26, 28)),
        Heading("III. DỰ TOÁN CHI NGÂN SÁCH NĂM 2027"),
        "Tổng chi ngân sách huyện năm 2027 cân đối với nguồn thu, trong đó dự phòng bằng khoảng 2% tổng chi; ưu tiên "
        "giáo dục, nước sinh hoạt các xã vùng cao và đường giao thông nông thôn.",
        Table(("TT", "Nội dung", "Dự toán 2026", "Ước 2026", "Dự toán 2027"), summed(SPENDING, "Tổng cộng"),
              (10, 75, 26, 26, 28)),
        Heading("IV. PHƯƠNG ÁN PHÂN BỔ CHO CÁC XÃ"),
        "Phân bổ theo dân số, diện tích, số bản và số hộ nghèo; ba xã Mường Men, Suối Bàng và Tân Xuân được cộng hệ số "
        "vùng đặc biệt khó khăn. Chi tiết như sau:",
        Table(("TT", "Đơn vị", "Chi thường xuyên", "Vốn bổ sung có mục tiêu"), summed(SHARES, "Cộng 14 xã"),
              (10, 65, 42, 48)),
        Heading("V. GIẢI PHÁP THỰC HIỆN"),
        "1. Tăng cường quản lý thu, khai thác nguồn thu từ đấu giá quyền sử dụng đất; rà soát quỹ đất tại trung tâm huyện, "
        "báo cáo kết quả trước ngày 15 tháng 01 năm 2027.",
        "2. Tiết kiệm 10% chi thường xuyên để tạo nguồn cải cách tiền lương; không bố trí kinh phí cho nhiệm vụ chưa "
        "thật sự cần thiết.",
        "3. Giao vốn bổ sung có mục tiêu cho đường Chiềng Yên - Mường Men ngay từ quý I; chủ đầu tư báo cáo tiến độ "
        "hằng tháng.",
        "Ủy ban nhân dân huyện kính trình Hội đồng nhân dân huyện xem xét, quyết nghị./.",
    ),
    ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "Mùa Văn Tủa"),
)

REPORT = Paper(
    "bao-cao-kinh-te-xa-hoi-2026", "Báo cáo tình hình kinh tế - xã hội năm 2026", ("", "ỦY BAN NHÂN DÂN\nHUYỆN VÂN HỒ"), "Số: 412/BC-UBND",
    "Vân Hồ, ngày 12 tháng 11 năm 2026",
    ("BÁO CÁO", "Tình hình kinh tế - xã hội, quốc phòng - an ninh năm 2026;\nphương hướng, nhiệm vụ năm 2027"), "",
    (
        Heading("I. KẾT QUẢ CHỦ YẾU"),
        "Năm 2026, trong điều kiện thời tiết diễn biến phức tạp, kinh tế - xã hội của huyện tiếp tục ổn định; 13/15 chỉ tiêu "
        "Hội đồng nhân dân huyện giao đạt và vượt kế hoạch. Kết quả một số chỉ tiêu:",
        Table(("TT", "Chỉ tiêu", "Đơn vị", "Kế hoạch", "Thực hiện"), (
            ("1", "Giá trị sản xuất nông, lâm nghiệp", "tỷ đồng", "1.180", "1.204"),
            ("2", "Sản lượng cây lương thực có hạt", "tấn", "31.500", "31.120"),
            ("3", "Sản lượng chè búp tươi", "tấn", "11.800", "12.460"),
            ("4", "Lượt khách du lịch", "nghìn lượt", "410", "438"),
            ("5", "Tỷ lệ hộ nghèo đa chiều", "%", "16,4", "15,9"),
            ("6", "Hộ dùng nước sinh hoạt hợp vệ sinh", "%", "94,0", "92,7"),
            ("7", "Xã đạt chuẩn nông thôn mới (lũy kế)", "xã", "6", "6"),
        ), (10, 75, 24, 26, 30)),
        "Nông nghiệp: diện tích cây ăn quả đạt 3.420 ha; chè Shan tuyết tại Tô Múa, Chiềng Khoa được cấp mã vùng trồng. "
        "Chăn nuôi phục hồi, đã tiêm phòng cho 86% tổng đàn gia súc.",
        "Giáo dục và y tế: 14/14 xã giữ vững phổ cập giáo dục; 12/14 trạm y tế xã có bác sĩ. Đã sửa chữa 21 phòng học "
        "bị ảnh hưởng bởi giông lốc tại Suối Bàng, Quang Minh và Song Khủa.",
        Heading("II. TỒN TẠI, HẠN CHẾ"),
        "Hai chỉ tiêu chưa đạt là sản lượng lương thực và tỷ lệ hộ dùng nước hợp vệ sinh: 41 công trình cấp nước tại các "
        "xã vùng cao xuống cấp, 09 công trình ngừng hoạt động. Giải ngân vốn xây dựng đường giao thông nông thôn còn chậm.",
        "Đường truyền tại các xã Liên Hòa, Mường Men, Suối Bàng, Tân Xuân chưa ổn định, ảnh hưởng đến họp trực tuyến và "
        "giải quyết thủ tục hành chính trên môi trường mạng.",
        Heading("III. NHIỆM VỤ TRỌNG TÂM NĂM 2027"),
        "1. Tổng giá trị sản xuất tăng 8,5%; giảm tỷ lệ hộ nghèo từ 2,5 đến 3 điểm phần trăm.",
        "2. Ban hành và thực hiện Nghị quyết về nước sinh hoạt các xã vùng cao giai đoạn 2027 - 2030.",
        "3. Hoàn thành đường Chiềng Yên - Mường Men; mở rộng mặt đường Tô Múa - Song Khủa.",
        "4. Đẩy mạnh chuyển đổi số: 100% kỳ họp Hội đồng nhân dân huyện và xã sử dụng tài liệu điện tử.",
        "Trên đây là báo cáo của Ủy ban nhân dân huyện, trình kỳ họp thứ 12 xem xét./.",
    ),
    ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Lò Thị Xiên"),
)

REVIEW = Paper(
    "bao-cao-tham-tra-du-toan-2027", "Báo cáo thẩm tra dự toán ngân sách năm 2027", ("HỘI ĐỒNG NHÂN DÂN\nHUYỆN VÂN HỒ", "BAN KINH TẾ - XÃ HỘI"),
    "Số: 38/BC-BKTXH", "Vân Hồ, ngày 20 tháng 11 năm 2026",
    ("BÁO CÁO THẨM TRA", "Về dự toán ngân sách địa phương năm 2027"),
    "Kính gửi: Hội đồng nhân dân huyện Vân Hồ",
    (
        "Ngày 18 tháng 11 năm 2026, Ban Kinh tế - Xã hội họp thẩm tra Tờ trình số 186/TTr-UBND của Ủy ban nhân dân huyện. "
        "Ban báo cáo kết quả như sau:",
        Heading("1. Về hồ sơ và căn cứ"),
        "Hồ sơ đầy đủ, gửi đúng thời hạn; dự toán bám sát nghị quyết của Hội đồng nhân dân tỉnh và khả năng cân đối.",
        Heading("2. Về dự toán thu"),
        "Ban nhất trí mức thu 98.600 triệu đồng trên địa bàn; đề nghị làm rõ căn cứ tính thu tiền sử dụng đất, vì ba năm "
        "liền khoản thu này chỉ đạt dưới 85% dự toán.",
        Heading("3. Về dự toán chi và phân bổ"),
        "Nhất trí cơ cấu chi. Đề nghị bổ sung 2.400 triệu đồng sửa chữa công trình nước sinh hoạt tại Mường Tè, Suối Bàng "
        "và Tân Xuân từ nguồn tiết kiệm chi; công khai tiêu chí phân bổ vốn bổ sung có mục tiêu cho 14 xã.",
        "Về đầu tư phát triển: kế hoạch năm 2027 tăng 7,0% so với ước thực hiện năm 2026 nhưng còn 06 dự án chuyển tiếp chưa quyết toán; đề nghị không khởi công dự án mới khi chưa bố trí đủ vốn cho các dự án này.",
        "Về chi bảo đảm xã hội: đề nghị rà soát đối tượng hưởng trợ giúp tại các xã Xuân Nha, Tân Xuân và Lóng Luông trước khi phân bổ, tránh trùng lặp với chương trình mục tiêu.",
        Heading("4. Về tổ chức thực hiện"),
        "Thời gian giao dự toán cho các xã cần hoàn thành trước ngày 31 tháng 12 năm 2026. Ủy ban nhân dân huyện chỉ đạo Phòng Tài chính - Kế hoạch hướng dẫn các xã lập dự toán theo tháng, công khai trên trang thông tin điện tử và tại nhà văn hóa các bản.",
        "Ban sẽ giám sát việc giải ngân vốn xây dựng đường giao thông nông thôn tại Chiềng Yên, Mường Men và Quang Minh trong quý II năm 2027, báo cáo Thường trực Hội đồng nhân dân huyện.",
        Heading("5. Kiến nghị"),
        "Ban Kinh tế - Xã hội đề nghị Hội đồng nhân dân huyện thông qua Nghị quyết về dự toán ngân sách địa phương năm 2027 "
        "sau khi tiếp thu các ý kiến trên./.",
    ),
    ("TM. BAN KINH TẾ - XÃ HỘI\nTRƯỞNG BAN", "Bàn Đức Hải"),
)

WATER = Paper(
    "du-thao-nghi-quyet-nuoc-sinh-hoat", "Dự thảo Nghị quyết về nước sinh hoạt các xã vùng cao", ("", "HỘI ĐỒNG NHÂN DÂN\nHUYỆN VÂN HỒ"),
    "Số:      /NQ-HĐND", "Vân Hồ, ngày      tháng 11 năm 2026",
    ("NGHỊ QUYẾT", "Về bảo đảm nước sinh hoạt các xã vùng cao giai đoạn 2027 - 2030"),
    "HỘI ĐỒNG NHÂN DÂN HUYỆN VÂN HỒ\nKHÓA III, KỲ HỌP THỨ 12",
    (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; xét Tờ trình số 191/TTr-UBND của Ủy ban nhân "
        "dân huyện; báo cáo thẩm tra của Ban Kinh tế - Xã hội và ý kiến thảo luận của đại biểu,",
        Heading("QUYẾT NGHỊ:"),
        "Điều 1. Mục tiêu: đến hết năm 2030, ít nhất 98% số hộ tại các xã vùng cao được dùng nước sinh hoạt hợp vệ sinh; "
        "mọi công trình cấp nước tập trung đều có tổ quản lý.",
        "Điều 2. Nhiệm vụ và kinh phí từng năm như sau:",
        Table(("Năm", "Sửa chữa (công trình)", "Xây mới (công trình)", "Kinh phí (triệu đồng)"), (
            ("2027", "14", "02", "7.600"), ("2028", "12", "03", "8.150"), ("2029", "09", "02", "6.900"),
            ("2030", "06", "02", "5.850"), ("Cộng", "41", "09", "28.500"),
        ), (25, 48, 48, 48)),
        "Điều 3. Ưu tiên các bản thiếu nước trên ba tháng trong năm tại Mường Men, Mường Tè, Suối Bàng, Tân Xuân, Xuân Nha.",
        "Điều 4. Ủy ban nhân dân huyện tổ chức thực hiện, báo cáo kết quả tại kỳ họp thường lệ cuối năm. Thường trực, các "
        "Ban và đại biểu Hội đồng nhân dân huyện giám sát việc thực hiện Nghị quyết này.",
        "Nghị quyết này đã được Hội đồng nhân dân huyện Vân Hồ khóa III, kỳ họp thứ 12 thông qua ngày      tháng 11 năm 2026./.",
    ),
    ("CHỦ TỊCH", "Cà Văn Dũng"),
)
