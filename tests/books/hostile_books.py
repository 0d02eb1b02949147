"""A folder and a seed in; in the folder a book of random constructs and faults, the same letters for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

from source.mutations import FRAGMENTS, mutated

FAULTY = Path(__file__).parent / "faulty"
NAMES = ("pytorch", "mxnet", "jax", "tensorflow")
LABELS = ("a", "sec_b", "fig_c", "tab_d", "eq_e", "Sec_B", "é 는", "x-y/z", "")
KEYS = ("doe2020", "roe", "nobody", "a,b", "")
TARGETS = ("page-0.md", "index.md#a", "gone.md", "../../etc/passwd", "#x", "http://[", "//host/x", "%00", "a b.svg")
PICTURES = (
    "x.svg",
    "broken.png",
    "empty.svg",
    "folder.svg",
    "gone.svg",
    "../../out.svg",
    "y" * 300 + ".png",
    "%00.svg",
)
TEX = (
    r"\frac{1}{2}",
    r"\frac{1",
    r"\begin{aligned} a &= b \\",
    r"x_{1}",
    "\x0crac{1}{2}",
    r"\textrm{$n$ 語}",
    "}{",
    r"\\",
)
RST = (
    ".. autoclass:: shelf.Shelf\n   :members:",
    ".. automodule:: shelf",
    ".. autofunction:: ...",
    ".. raw:: html\n\n   <script>x</script>",
    ".. raw:: html\n   :file: ../../../etc/passwd",
    "Title\n===\n=====\n\n.. only:: html\n\n   .. only:: x\n\n      y",
    ".. bibliography:: refs.bib",
    ":numref:`a` `x <y>`__ |z|",
)
HTML = (
    "<script>alert(1)</script>",
    "<b onclick='x'>y",
    "<table><tr><td>z</table>",
    "</div></main></body>",
    "<!--",
    "<style>*{}</style>",
    "<details>\n\n*a*\n\n</details>",
    "<img src=x onerror=y>",
)
CODE = (
    "x = 1",
    "%matplotlib inline\n!ls",
    "if tab.selected('jax'):\n    x = 1\nelse:\n    x = 2",
    "def f(x):  #@save\n    return d2l.size(x)",
    "@d2l.add_to_class(Gone)  #@save\ndef g(self): ...",
    "class A(d2l.B):  #@save\n    '''A.'''",
    "#@hide_all\nimport os",
    "from d2l import jax as d2l\nd2l.reshape(d2l.size(y), (1, -1))",
    "%load_ext d2lbook.tab\ntab.interact_select('a')\n#required_libs('b', \"c\")",
)
CONFIGS = (
    "[html]\nraw_html = True\n",
    "[pdf]\nbibfile = refs.bib\n",
    "[website]\nurl = https://example.org/b/\n",
    "[library-jax]\nlib_file = shelf/jax.py\nlib_name = jnp\nsimple_alias = size, reshape -> r\nfluent_alias = numpy\n",
    "[project]\nname = hostile\ntitle = <b>&amp; %%\n",
)


def write(folder: Path, seed: int) -> None:
    """Write the book into `folder`, which must be there."""
    chance = random.Random(seed)
    frameworks = chance.choice(((), NAMES[:1], NAMES[1:3], NAMES))
    languages = chance.random() < 0.2
    (folder / "config.ini").write_text(_config(chance, frameworks, languages), encoding="utf-8")
    pages = folder / "chapters" / "en" if languages else folder
    count = chance.randrange(1, 5)
    pages.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        _write(pages / f"page-{number}.md", _page(chance), chance)
    _write(pages / "index.md", f"# Book\n\n{_toc(chance, count)}\n{_mixture(chance, 3)}", chance)
    if languages:
        (folder / "chapters" / "ja").mkdir()
        _write(folder / "chapters" / "ja" / "page-0.md", _page(chance), chance)
    _write_files(folder, pages, chance)


def _config(chance: random.Random, frameworks: tuple[str, ...], languages: bool) -> str:
    parts = [part for part in CONFIGS if chance.random() < 0.4 and (frameworks or "library" not in part)]
    if "jax" not in frameworks:
        parts = [part for part in parts if "library" not in part]
    named = "[languages]\nsource = en\ntranslations = ja\n" if languages else ""
    return "".join([*parts, named, f"[build]\nnotebooks = **/*.md\ntabs = {', '.join(frameworks)}\n"])


def _page(chance: random.Random) -> str:
    match chance.randrange(5):
        case 0:
            return next(mutated(1, chance.randrange(10**6)))
        case 1:
            return chance.choice(sorted(FAULTY.glob("*/page.md"))).read_bytes().decode("utf-8")
        case 2:
            return _deep(chance)
    return _mixture(chance, chance.randrange(5, 40))


def _mixture(chance: random.Random, count: int) -> str:
    """`count` constructs, most of them whole, in any order."""
    parts = [chance.choice(CONSTRUCTS)(chance) for _ in range(count)]
    parts += [chance.choice(FRAGMENTS) for _ in range(chance.choice((0, 0, 1, 4)))]
    chance.shuffle(parts)
    return "".join(part + chance.choice(("\n\n", "\n\n", "\n\n", "\n")) for part in parts)


def _deep(chance: random.Random) -> str:
    """What makes slow readers slow: depth and length."""
    depth = chance.randrange(50, 400)
    return chance.choice(
        (
            "> " * depth + "deep",
            "\n".join("  " * level + "- item" for level in range(min(depth, 60))),
            "[" * depth + "x" + "](y)" * depth,
            "*" * depth + "a" + "_" * depth + "b",
            "$" + "{" * depth + "x" + "}" * depth + "$ and $$" + r"\left(" * depth,
            "`" * depth + " a " + "`" * (depth - 1),
            ":begin_tab:`jax`\n" * depth + ":end_tab:\n" * (depth // 2),
            "| a " * depth + "|\n" + "|---" * depth + "|\n" + "| b " * depth + "|",
            "word " * 40_000,
            "x" * 100_000,
            "::: {.a}\n" * (depth // 5) + "b",
            "<div>" * depth + "c",
        )
    )


def _inline(chance: random.Random) -> str:
    label, key = chance.choice(LABELS), chance.choice(KEYS)
    return chance.choice(
        (
            f":numref:`{label}`",
            f":eqref:`{label}`は",
            f":ref:``{label}``",
            f":cite:`{key}`",
            f":citet:`{key}`.",
            f"${chance.choice(TEX)}$",
            f"[link]({chance.choice(TARGETS)})",
            f"![in line]({chance.choice(PICTURES)})",
            chance.choice(HTML).replace("\n", " "),
            "[**marked**]",
            "(~~gone~~)",
            "**굵게(bold)**는 *「強調」*です",
            "a note[^1]",
            "`code **kwargs`",
            "--- \"quoted\" ... 'so'",
        )
    )


def _words(chance: random.Random) -> str:
    return " ".join(["Words", *(_inline(chance) for _ in range(chance.randrange(4))), "end."])


def _cell(chance: random.Random) -> str:
    marker = chance.choice(("#@tab all", "%%tab jax, mxnet", "#@tab nobody", "#@tab pytorch", "", "# %%tab jax"))
    run = chance.choice(("```", "```", "````"))
    return f"{run}{{.python .input}}\n{marker}\n{chance.choice(CODE)}\n{run}"


CONSTRUCTS = (
    _words,
    _words,
    _cell,
    _cell,
    lambda chance: f"{'#' * chance.randrange(1, 7)} {_inline(chance)}\n:label:`{chance.choice(LABELS)}`",
    lambda chance: f"![{_inline(chance)}]({chance.choice(PICTURES)})\n:width:`{chance.choice(('60%', '4px', 'x'))}`",
    lambda chance: f"![c](x.svg)\n:label:`{chance.choice(LABELS)}`",
    lambda chance: f"$${chance.choice(TEX)}$$\n:eqlabel:`{chance.choice(LABELS)}`",
    lambda chance: (
        f": {_words(chance)}\n:label:`{chance.choice(LABELS)}`\n\n| a | b |\n|---|:-:|\n| {_inline(chance)} |"
    ),
    lambda chance: f":begin_tab:`{chance.choice(('jax', 'all', 'mxnet, jax', 'x'))}`\n{_words(chance)}\n:end_tab:",
    lambda chance: f"```eval_rst\n{chance.choice(RST)}\n```",
    lambda chance: f"```{chance.choice(('bash', 'text', 'toc', 'nolanguage', ''))}\n{_words(chance)}\n```",
    lambda chance: chance.choice(HTML),
    lambda chance: f"- {_words(chance)}\n\n      - {_inline(chance)}\n1. {_words(chance)}",
    lambda chance: f"> {_words(chance)}\n> {_inline(chance)}",
    lambda chance: f"[^1]: {_words(chance)}",
    lambda chance: f":bibliography:`{chance.choice(('refs.bib', '../gone.bib', '/etc/passwd'))}`",
    lambda chance: f"::: {{.{chance.choice(('cell', 'tab', 'a'))} label=x}}\n{_words(chance)}\n:::",
)


def _toc(chance: random.Random, count: int) -> str:
    listed = [f"page-{chance.randrange(count + 1)}" for _ in range(count + 1)]
    listed += chance.choice(([], ["index"], ["/page-0", "../x", "page-0.md"], [""]))
    return "```toc\n" + chance.choice((":numbered:\n", ":maxdepth: 2\n", "")) + "\n".join(listed) + "\n```\n"


def _write(file: Path, text: str, chance: random.Random) -> None:
    content = text.encode("utf-8", "surrogatepass")
    match chance.randrange(30):
        case 0:
            content = b"\xef\xbb\xbf" + content
        case 1:
            content = content.replace(b"\n", b"\r\n")
        case 2:
            content = content.rstrip(b"\n")
        case 3 if file.name != "index.md":
            content += b"\xff\xfe"
    file.write_bytes(content)


def _write_files(folder: Path, pages: Path, chance: random.Random) -> None:
    (pages / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')
    (pages / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (pages / "empty.svg").touch()
    (pages / "folder.svg").mkdir()
    (folder / "shelf.py").write_text(chance.choice(("class Shelf: ...", "def (", "\x00")))
    work = "@book{doe2020, author={Doe, Ann}, title={A}, year={2020}}\n@book{roe, author={뢰}}\n"
    (folder / "refs.bib").write_text(chance.choice((work, work, "@book{", "", "\x00@")), encoding="utf-8")
    if chance.random() < 0.2:
        (pages / "out.md").symlink_to("/etc/hostname")
        (pages / "circle").symlink_to(folder)
    if chance.random() < 0.1:
        (pages / "Page-0.md").write_text("# Large\n")
