"""The images that a text was read from: kept once with their file, shown to who checks, gone with it."""

from typing import Any

import pytest

from extraction.model import Document, SeenImage, SeenLine, Span
from extraction.pipeline import extract_bytes
from policies.checking.models.images import ImageReading, SourceImage
from policies.checking.services import images as keeping
from policies.checking.services.images import keep_images
from policies.imports.models import Import
from policies.imports.services.deciding import drop_entries
from policies.models.documents import PolicyDocument
from policies.services.importing import import_text
from tests.api import ROOT, as_user, read
from tests.conftest import World
from tests.policies.imports.files import OTHER
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0 an image"
BOX = (0.1, 0.2, 0.90004, 0.25)


def seen(text: str, *pages: int) -> Document:
    """What is read of the text as if each of its first lines stood on one of these pages."""
    [document] = extract_bytes(text.encode(), name="方案.txt").documents
    document.images = [SeenImage(page, f"第{page}页", f"key-{page}") for page in pages]
    document.seen = [SeenLine(Span(page, page + 1), page, BOX, 0.97) for page in pages]
    return document


def kept(world: World, text: str, *pages: int, images: dict[str, bytes] | None = None) -> PolicyDocument:
    document: PolicyDocument = import_text(text=text, actor=world.supervisor).created[0]
    found = {f"key-{page}": JPEG for page in pages} if images is None else images
    keep_images(document=document, data=seen(text, *pages), images=found)
    return document


def images(world: World, document: PolicyDocument) -> Any:
    return read(as_user(world.supervisor), f"documents/{document.pk}/checking/")["images"]


def test_the_page_gets_each_image_with_what_was_read_on_it(world: World) -> None:
    document = kept(world, SAMPLE, 1, 2)
    client = as_user(world.supervisor)
    found = read(client, f"documents/{document.pk}/checking/")["images"]
    assert [(image["number"], image["label"]) for image in found] == [(1, "第1页"), (2, "第2页")]
    assert found[1]["lines"] == [[2, 3, 0.1, 0.2, 0.9, 0.25, 0.97]]
    answer = client.get(found[1]["url"])
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, JPEG, "image/jpeg")
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{ROOT}documents/{document.pk}/checking/images/999/").status_code == 404


def test_only_who_checks_sees_an_image(world: World) -> None:
    document = kept(world, SAMPLE, 1)
    address = images(world, document)[0]["url"]
    for user in (world.leader, world.head, world.filer):
        assert as_user(user).get(address).status_code == 403
    other = kept(world, OTHER, 2)
    office = as_user(world.supervisor)
    assert office.get(address).status_code == 200
    assert office.get(address.replace(f"/{document.pk}/checking", f"/{other.pk}/checking")).status_code == 404


def test_a_page_of_two_documents_is_kept_once(world: World) -> None:
    [first, second] = import_text(text=f"{SAMPLE}\n\n{OTHER}", actor=world.supervisor).created
    keep_images(document=first, data=seen(SAMPLE, 1, 2), images={"key-1": JPEG, "key-2": JPEG})
    keep_images(document=second, data=seen(OTHER, 2, 3), images={"key-2": JPEG, "key-3": JPEG})
    assert SourceImage.objects.count() == 3
    assert ImageReading.objects.count() == 4


def test_images_go_with_the_import_that_is_dropped(world: World) -> None:
    kept(world, SAMPLE, 1)
    drop_entries(record=Import.objects.get(), actor=world.supervisor)
    assert not SourceImage.objects.exists()
    assert not ImageReading.objects.exists()


def test_of_far_too_many_images_the_places_are_kept_and_the_page_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", len(JPEG) + 5)
    document = kept(world, SAMPLE, 1, 2)
    client: Any = as_user(world.supervisor)
    first, second = images(world, document)
    assert first["url"]
    assert second["url"] == ""
    assert second["lines"]
    left_out = SourceImage.objects.get(content=b"")
    assert client.get(f"{ROOT}documents/{document.pk}/checking/images/{left_out.pk}/").status_code == 404


def test_a_text_has_no_images(world: World) -> None:
    document = kept(world, SAMPLE)
    assert images(world, document) == []
    assert not SourceImage.objects.exists()
