"""Uploads for the tests of imports: mails, archives and texts with made-up places."""

import io
import zipfile
from email.message import EmailMessage

from tests.policies.sample import SAMPLE

OTHER = SAMPLE.replace("便民服务提升", "图书进乡村").replace("〔2026〕7号", "〔2026〕8号")
THIRD = SAMPLE.replace("便民服务提升", "节水改造").replace("〔2026〕7号", "〔2026〕9号")
SECRET = f"机密★1年\n\n{SAMPLE}".replace("便民服务", "涉密工程")

# Some hundred kilobytes, which are read behind the page, and more of them, which take their time.
WHY = "坚持因地制宜、分类施策，摸清底数、建立清单，定期通报进展情况，及时研究解决存在的问题。" * 27
ITEMS = "".join(
    f"（{n}）整治积水点。{WHY}{m}月底前完成。（省财政厅牵头）\n\n"
    for n in "一二三四五六七八九"
    for m in (6, 9, 11)
)
PARTS = "".join(f"{n}、整治任务\n\n{ITEMS}" for n in "一二三")
LONG = OTHER.partition("一、总体要求")[0] + PARTS
LONGER = THIRD + "".join(OTHER.replace("〔2026〕8号", f"〔2025〕{n}号") for n in range(1, 600))


def zipped(files: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def gbk_zipped(files: dict[str, str]) -> bytes:
    """An archive as programs of this country pack it: names in GBK, and no word of it."""
    stand_ins = {f"n{i:02d}".ljust(len(name.encode("gbk")), "x"): name for i, name in enumerate(files)}
    packed = zipped({stand_in: files[name] for stand_in, name in stand_ins.items()})
    for stand_in, name in stand_ins.items():
        packed = packed.replace(stand_in.encode(), name.encode("gbk"))
    return packed


def mail(subject: str, body: str, attachments: dict[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.test", "b@example.test", subject
    message.set_content(body)
    for name, content in attachments.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
