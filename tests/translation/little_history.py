"""A folder in, a book of one page with a history of its own out; git is the real one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tabbook import config, translation
from tabbook.translation import pages
from tabbook.translation.state import PageState

SETTINGS = "[build]\nnotebooks = *.md */*.md\ntabs = pytorch\n[languages]\nsource = en\ntranslations = ja\n"
ENGLISH = r"""# The Loss
:label:`sec_loss`

A loss says how far a prediction is from the truth, and training makes this number smaller from step to step.

The square of the difference is the most common loss. Large errors weigh more than small ones.

It is used here, as in :numref:`sec_loss`, for a line through points.

```{.python .input}
%%tab pytorch
x = 1  # the first
print('loss', x)
```

$$L = (y - t)^2$$
:eqlabel:`eq_loss`

This loss is convex in the weights.

We take 12 points for it.

The order of the points does not matter.

A point may be drawn twice.

## What Remains

Noise remains, whatever we do. It sets a bound below which no loss can fall.

![The loss.](../img/loss.svg)
"""
JAPANESE = r"""# 損失
:label:`sec_loss`

損失は予測が真の値からどれほど離れているかを表し、訓練はこの数を一歩ごとに小さくする。

差の二乗が最もよく使われる損失である。大きな誤差は小さな誤差より重い。

ここでは:numref:`sec_loss`と同じく、点を通る直線に使う。

```{.python .input}
%%tab pytorch
x = 1  # 最初
print('損失', x)
```

$$L = (y - t)^2$$
:eqlabel:`eq_loss`

この損失は重みについて凸である。

点は12個とる。

点の順序は関係ない。

同じ点を二度引いてもよい。

## 残るもの

何をしても雑音は残る。それが、どの損失も下回れない境界を決める。

![損失。](../img/loss.svg)
"""
Edit = Callable[[str], str]


def swap(old: str, new: str) -> Edit:
    """Puts `new` in the place of `old`, which must be there."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return edit


@dataclass(frozen=True, slots=True)
class History:
    """A book in a repository."""

    root: Path

    def git(self, *arguments: str) -> str:
        names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=os.environ | names | quiet,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def file(self, language: str, page: str = "loss") -> Path:
        return self.root / "chapters" / language / f"{page}.md"

    def edit(self, language: str, *edits: Edit, page: str = "loss") -> None:
        text = self.file(language, page).read_text(encoding="utf-8")
        for edit in edits:
            text = edit(text)
        self.file(language, page).write_text(text, encoding="utf-8")

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def state(self, page: str = "loss") -> PageState:
        return read_state(self.root, page)

    def clone(self, folder: Path, *options: str) -> History:
        """A clone through git's own protocol, as from a server."""
        self.git("clone", "-q", *options, self.root.as_uri(), str(folder))
        return History(folder)


def shelf_of(root: Path) -> translation.Shelf:
    return translation.open_shelf(config.read(root))


def read_state(root: Path, page: str = "loss") -> PageState:
    states, problems = translation.read_states(shelf_of(root), "ja", (page,))
    assert problems == []
    return states[0]


def begin(root: Path, *options: str) -> History:
    """The book with its English page and its translation."""
    (root / "chapters" / "en").mkdir(parents=True)
    (root / "chapters" / "ja").mkdir()
    (root / "config.ini").write_text(SETTINGS, encoding="utf-8")
    history = History(root)
    history.git("init", "-q", "-b", "main", *options)
    history.git("config", "uploadpack.allowFilter", "true")
    history.file("en").write_text(ENGLISH, encoding="utf-8")
    history.commit("the page")
    translation.start(shelf_of(root), "ja", "loss")
    marker = pages.marker(history.git("hash-object", str(history.file("en"))))
    assert history.file("ja").read_text(encoding="utf-8") == f"{marker}\n{ENGLISH}"
    history.file("ja").write_text(f"{marker}\n{JAPANESE}", encoding="utf-8")
    history.commit("its translation")
    return history
