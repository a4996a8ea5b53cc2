"""Office documents, presentations and e-books written by hand, so that what is odd in them is seen."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pack(entries: dict[str, str | bytes]) -> bytes:
    """A zip archive of these entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in entries.items():
            archive.writestr(name, held)
    return written.getvalue()


def relate(**targets: str) -> str:
    """The part that says what another refers to: by id, "kind file"."""
    parts = ((name, *target.split()) for name, target in targets.items())
    links = "".join(f'<Relationship Id="{name}" Type="{LINKS}/{kind}" Target="{file}"/>' for name, kind, file in parts)
    return f"<Relationships xmlns='r'>{links}</Relationships>"


def word(body: str, **parts: str) -> bytes:
    """A Word document: a body, and further parts by the name of their file."""
    return pack(
        {
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
            "word/_rels/document.xml.rels": relate(**{name: f"{name} {name}.xml" for name in parts}),
            **{f"word/{name}.xml": f'<w:{name} xmlns:w="{W}">{held}</w:{name}>' for name, held in parts.items()},
        }
    )


def deck(shapes: str, *, shown: int = 1, **parts: str) -> bytes:
    """A presentation of one slide with these shapes, listed `shown` times; parts: what the slide refers to, by kind."""
    return pack(
        {
            "ppt/presentation.xml": f"<p:presentation xmlns:p='p' xmlns:r='{LINKS}'>"
            + "<p:sldId r:id='one'/>" * shown
            + "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relate(one="slide one.xml"),
            "ppt/one.xml": f"<p:sld xmlns:p='p' xmlns:r='{LINKS}'><p:spTree>{shapes}</p:spTree></p:sld>",
            "ppt/_rels/one.xml.rels": relate(**{kind: f"{kind} {kind}.xml" for kind in parts}),
            **{f"ppt/{kind}.xml": held for kind, held in parts.items()},
        }
    )


def book(chapters: dict[str, str | bytes], *, shown: int = 1, title: str = "", **extra: str) -> bytes:
    """An e-book of chapters by name, the whole listed `shown` times; extra: files of META-INF."""
    metadata = f"<metadata><title>{title}</title></metadata>"
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in sorted(chapters)) * shown
    return pack(
        {
            "META-INF/container.xml": '<container xmlns="c"><rootfile full-path="in/book.opf"/></container>',
            "in/book.opf": f'<package xmlns="o">{metadata}<manifest>{items}</manifest><spine>{order}</spine></package>',
            **{f"in/{name}.xhtml": held for name, held in chapters.items()},
            **{f"META-INF/{name}.xml": held for name, held in extra.items()},
        }
    )
