"""A number in, a page in English and in Japanese out: fifty little pages that are no one's, and say the same."""

from __future__ import annotations

import random

HEADINGS = (
    ("A Line Through Points", "点を通る直線"),
    ("What the Loss Says", "損失が語ること"),
    ("Counting Parameters", "パラメータを数える"),
    ("How a Cell Ends", "セルの終わり方"),
    ("Reading the Data", "データを読み込む"),
    ("Walking Downhill", "坂を下る"),
)
SENTENCES = (
    ("The network has one layer and no bias.", "このネットワークには層が一つあり、バイアスはない。"),
    ("Each input is multiplied by a weight, then all are added.", "入力にはそれぞれ重みを掛け、その積を足し合わせる。"),
    ("With $w = 0$ every prediction is the same.", "$w = 0$なら、どの予測も同じになる。"),
    ("We call `fit` once and look at what it returns.", "`fit`を一度呼び、何が返るかを見る。"),
    ("After 40 steps the loss is below 0.05.", "40ステップの後、損失は0.05を下回る。"),
    ("The idea goes back to Legendre and to Gauss.", "この考えはLegendreとGaussにさかのぼる。"),
    ("A step of size $\\eta$ is taken against the slope.", "傾きに逆らって大きさ$\\eta$の一歩を進む。"),
    ("Nothing here depends on the framework.", "ここにはフレームワークによるものは何もない。"),
    ("The result of `predict` is an array with 12 rows.", "`predict`の結果は12行の配列である。"),
    ("If the data are noisy, more of them help.", "データに雑音があるなら、量を増やすとよい。"),
    ("Compare the two curves before you go on.", "先へ進む前に、二つの曲線を比べてほしい。"),
    ("[**The loss falls quickly at first**], then hardly at all.", "[**損失ははじめ急に下がり**]、後は下がらない。"),
)  # fmt: skip
REFERENCES = (
    ("It uses what :numref:`{0}` explains.", ":numref:`{0}`で説明したことを使う。"),
    ("Equation :eqref:`{1}` gives the answer.", "答えは式:eqref:`{1}`が与える。"),
    ("See :citet:`Glorot.Bengio.2010` for the proof.", "証明は:citet:`Glorot.Bengio.2010`を見よ。"),
)
FORMULAS = (
    (r"\hat{y} = w_1 x_1 + w_2 x_2 + b", r"\hat{y} = w_1 x_1 + w_2 x_2 + b"),
    (r"L = \frac{1}{n} \sum_{i=1}^n (\hat{y}_i - y_i)^2", r"L = \frac{1}{n} \sum_{i=1}^n (\hat{y}_i - y_i)^2"),
    (r"w \leftarrow w - \eta \frac{\partial L}{\partial w} \quad \textrm{for each step}",
     r"w \leftarrow w - \eta \frac{\partial L}{\partial w} \quad \textrm{各ステップで}"),
    (r"p = \frac{e^{z}}{1 + e^{z}} \geq 0", r"p = \frac{e^{z}}{1 + e^{z}} \geq 0"),
)  # fmt: skip
CODE = (
    ("# draw the points\npoints = [(x, 2 * x + 1) for x in range(10)]\nprint(len(points), 'points')",
     "# 点を描く\npoints = [(x, 2 * x + 1) for x in range(10)]\nprint(len(points), '個の点')"),
    ("def loss(w, b):  #@save\n    return sum((w * x + b - y) ** 2 for x, y in points)\n\nprint(f'loss {loss(0, 0)}')",
     "def loss(w, b):  #@save\n    return sum((w * x + b - y) ** 2 for x, y in points)\n\nprint(f'損失 {loss(0, 0)}')"),
    ("total = 0\nfor step in range(40):\n    total += step  # one more\nprint(total)",
     "total = 0\nfor step in range(40):\n    total += step  # もう一つ\nprint(total)"),
)  # fmt: skip
ITEMS = (
    ("Take more points.", "点を増やす。"),
    ("Change the step to 0.1 and run it again.", "ステップを0.1に変えて、もう一度実行する。"),
    ("Explain why `loss` cannot be negative.", "`loss`が負にならない理由を説明せよ。"),
    ("What happens when $b$ is left out?", "$b$を省くとどうなるか。"),
)
ROWS = (("plain", "素朴", "1.5"), ("scaled", "調整済み", "0.25"), ("noisy", "雑音あり", "3.75"))


class _Draft:
    """Two texts that grow side by side."""

    def __init__(self) -> None:
        self.english: list[str] = []
        self.japanese: list[str] = []

    def add(self, english: str, japanese: str | None = None) -> None:
        self.english.append(english)
        self.japanese.append(english if japanese is None else japanese)


def make(number: int) -> tuple[str, str]:
    """The page and its translation, without the marker."""
    luck = random.Random(number)
    draft = _Draft()
    title = HEADINGS[number % len(HEADINGS)]
    draft.add(f"# {title[0]}\n:label:`sec_page-{number}`", f"# {title[1]}\n:label:`sec_page-{number}`")
    for part in range(3):
        _section(draft, luck, number, part)
    _exercises(draft, luck)
    return "\n\n".join(draft.english) + "\n", "\n\n".join(draft.japanese) + "\n"


def _section(draft: _Draft, luck: random.Random, number: int, part: int) -> None:
    label, equation = f"subsec_{number}-{part}", f"eq_{number}-{part}"
    heading = luck.choice(HEADINGS)
    draft.add(*(f"## {text} {part + 1}\n:label:`{label}`" for text in heading))
    chosen = luck.sample(SENTENCES, 7)
    draft.add(*("\n".join(pair[side] for pair in chosen[:4]) for side in (0, 1)))
    formula = luck.choice(FORMULAS)
    draft.add(*(f"$${text}$$\n:eqlabel:`{equation}`" for text in formula))
    reference = [text.format(f"sec_page-{number}", equation) for text in luck.choice(REFERENCES)]
    draft.add(*(f"{pair[side]}\n{reference[side]}" for side, pair in ((0, chosen[4]), (1, chosen[4]))))
    for framework, code in zip(("pytorch", "jax"), luck.sample(CODE, 2), strict=True):
        draft.add(*(f"```{{.python .input}}\n%%tab {framework}\n{text}\n```" for text in code))
    for framework, pair in zip(("pytorch", "jax"), chosen[5:], strict=True):
        draft.add(*(f":begin_tab:`{framework}`\n{text}\n:end_tab:" for text in pair))


def _exercises(draft: _Draft, luck: random.Random) -> None:
    draft.add(
        "![A line and 10 points.](../img/line.svg)\n:width:`400px`",
        "![直線と10個の点。](../img/line.svg)\n:width:`400px`",
    )
    rows = [f"| {{}} | {value} |" for *_, value in ROWS]
    for side in (0, 1):
        names = [row.format(names[side]) for row, names in zip(rows, ROWS, strict=True)]
        table = "\n".join([("| data | loss |", "| データ | 損失 |")[side], "|:--|--:|", *names])
        (draft.english, draft.japanese)[side].append(table)
    draft.add("## Exercises", "## 練習問題")
    chosen = luck.sample(ITEMS, 4)
    draft.add(*("\n".join(f"1. {pair[side]}" for pair in chosen) for side in (0, 1)))
