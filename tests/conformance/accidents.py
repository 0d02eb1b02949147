"""What d2lbook reads in a way no author meant: what is written, and what to write to have it read as it was meant.

The numbers are those of docs/differences.md; `§` stands for the page's number.
"""

from __future__ import annotations

ACCIDENTS = (
    ("1.2.10", "```bash\n\npip install x\n\n```", "```bash\npip install x\n```"),
    ("8.2", "```{.python .input}\n#@tab all\nq = 1\n```   ", "```{.python .input}\n#@tab all\nq = 1\n```"),
    ("8.3", "- item\n\n    second paragraph\n\nEnd.", "- item\n\n  second paragraph\n\nEnd."),
    (
        "8.5",
        "```{.python .input}\n#@tab all\nt = 1\ntext = '#@tab alpha'\n```",
        "```{.python .input}\n#@tab all\nt = 1\ntext = '#@tab' ' alpha'\n```",
    ),
    ("8.6", "```{.python .input}\n#@tab Alpha\nr = 1\n```", "```{.python .input}\n#@tab alpha\nr = 1\n```"),
    (
        "8.7",
        ":begin_tab:`alpha`\nBefore.\n\n```{.python .input}\n%%tab alpha\nu = 1\n```\n\nFor alpha still.\n:end_tab:",
        ":begin_tab:`alpha`\nBefore.\n:end_tab:\n\n```{.python .input}\n%%tab alpha\nu = 1\n```\n\n"
        ":begin_tab:`alpha`\nFor alpha still.\n:end_tab:",
    ),
    (
        "8.9",
        "```{.python .input}\n%%tab all\nif not tab.selected('alpha'):\n    s = 1\n```",
        "```{.python .input}\n%%tab beta, gamma\ns = 1\n```",
    ),
    ("8.10", "합니다.:numref:`sec_page-§`와 함께.", "합니다.\\ :numref:`sec_page-§`와 함께."),
    (
        "8.11",
        "$$\ne_§ =\n1\n$$\n:eqlabel:`eq_e-§`\n\nSee :eqref:`eq_e-§`.",
        "$$e_§ = 1$$\n:eqlabel:`eq_e-§`\n\nSee :eqref:`eq_e-§`.",
    ),
    (
        "8.12",
        ": A table of page §.\n:label:`tab_a-§`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nIn :numref:`tab_a-§`.",
        ": A table of page §.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n:label:`tab_a-§`\n\nIn :numref:`tab_a-§`.",
    ),
    (
        "8.13",
        "![Of a relative width §](../img/x.svg)\n:width:`60%`\n:label:`fig_p-§`\n\nSee :numref:`fig_p-§`.",
        "![Of a relative width §](../img/x.svg)\n:width:`60px`\n:label:`fig_p-§`\n\nSee :numref:`fig_p-§`.",
    ),
    ("8.14", "One paragraph\n:cite:`k1`\nof three lines.", "One paragraph :cite:`k1` of three lines."),
    ("8.15", "## An :unknown:`role`\n\nWords.", "## An :unknown:\u2060`role`\n\nWords."),
    ("8.16", "$$f_§ =\n\n1$$\n\nWords.", "$$f_§ = 1$$\n\nWords."),
    ("8.17", "A mark [** that nothing closes.", "A mark \\[\\*\\* that nothing closes."),
    (
        "8.21",
        "```{.python .input}\n%%tab alpha, gamma\ny = d2l.reshaped(d2l.shape_of(z))\n```",
        "```{.python .input}\n%%tab alpha\ny = d2l .reshaped(d2l.shape_of(z))\n```\n\n"
        "```{.python .input}\n%%tab gamma\ny = d2l.reshaped(z.shape)\n```",
    ),
    ("8.22", "Words\x0c:begin_tab:`alpha` and more.", "Words :begin_tab:`alpha` and more."),
    (
        "8.26",
        ":begin_tab:`alpha`\nSee, if need be, tab.selected and\n:numref:`sec_page-§`.\n:end_tab:",
        ":begin_tab:`alpha`\nSee, if need be, tab&#46;selected and\n:numref:`sec_page-§`.\n:end_tab:",
    ),
    (
        "8.32",
        "![Its label comes first §](../img/x.svg)\n:label:`fig_w-§`\n:width:`50px`\n\nWords.",
        "![Its label comes first §](../img/x.svg)\n:width:`50px`\n:label:`fig_w-§`\n\nWords.",
    ),
    ("8.33", "A picture of 16$\\times$16 points.", "A picture of 16\\$\\\\times\\$16 points."),
    (
        "8.23",
        "```{.python .input}\n#@tab all\nfrom z import a\nimport b\n```",
        "```{.python .input}\n# isort: off\n#@tab all\nfrom z import a\nimport b\n```",
    ),
)

STOPPING = ("8.3", "8.17")
"""Accidents that stop d2lbook: it never makes a page of them as they are written."""

WHOLE = (
    (
        "8.1",
        "# Page §\n:label:`sec_page-§`\n\nWords.\n\n```{.python .input}\nlast = §\n```",
        "# Page §\n:label:`sec_page-§`\n\nWords.\n\n```{.python .input}\nlast = §\n```\n",
    ),
    (
        "8.8",
        "# Page §\n:label:`sec_page-§`\n\nWords.\n\n```{.python .input}\n%%tab all\nlast = §\n```\n",
        "# Page §\n:label:`sec_page-§`\n\nWords.\n\n```{.python .input}\n%%tab alpha, beta, gamma\nlast = §\n```\n",
    ),
    (
        "8.31",
        "# Page §\n:label:`sec_page-§`\n\n:begin_tab:`alpha, beta`\nSee :numref:`sec_page-§`.\n:end_tab:\n\n"
        "```{.python .input}\n%%tab alpha, beta\nlast = §\n```\n",
        "# Page §\n:label:`sec_page-§`\n\nSee :numref:`sec_page-§`.\n\n"
        "```{.python .input}\n%%tab alpha, beta\nlast = §\n```\n",
    ),
)
"""The same, where the accident is one of the whole page."""
