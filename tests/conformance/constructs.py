"""Every construct of the dialect as an author writes it; `§` stands for the page's number, so that labels differ."""

from __future__ import annotations

PLAIN = (
    # headings and labels
    "## Part of §\n:label:`subsec_part-§`\n\nSee :numref:`sec_page-§` and :numref:`subsec_part-§`, :ref:`sec_page-§`.",
    "## A blank line §\n\n:label:`subsec_blank-§`\n\n### [**Marked heading**]: $x$ and `code` ###\n\nWords.",
    "### Deeper §\n:label:`subsec_deeper-§`\nText below, see :numref:`subsec_deeper-§`.\n\n#### Deepest §\n\nWords.",
    # references in many places
    "- an item :numref:`sec_page-§`\n- another :cite:`k1`, :citet:`k2`\n\n> A quote with :citet:`k1,k2` in it.",
    "이 절은 :numref:`sec_page-§`에서 다룹니다. $x$는 `코드`이고 :numref:``sec_page-§``입니다.",
    "Known :cite:`k1, k3`, :citep:`k2` and :citet:`k3`; a line of its own:\n:numref:`sec_page-§`.",
    # figures
    "![A figure of page §](../img/x.svg)\n:width:`60px`\n:label:`fig_a-§`\n\nAs :numref:`fig_a-§` shows.",
    "![See :numref:`sec_page-§`, $x^2$ and :citet:`k1`.](../img/x.svg)\n:width:`40px`\n:label:`fig_b-§`\n\nWords.",
    "![](../img/x.svg)\n:width:`30px`\n\nA picture ![in a line](../img/x.svg) of text.",
    "![With a blank line §](../img/x.svg)\n\n:label:`fig_c-§`\n\nBelow :numref:`fig_c-§`.",
    # tables
    "| a | b |\n|:--|--:|\n| $x$ | `y` |\n| 3 | 4 |\n\nA table without a caption.",
    # formulas
    "$$a_§ = \\frac{1}{2}$$\n:eqlabel:`eq_a-§`\n\nAfter :eqref:`eq_a-§`.",
    "Before $$b_§ = 1$$ after, without a blank line.\n$$c_§ = 2.$$\nMore.",
    "$$\n\\begin{aligned}\na &= b \\\\\nc &= d\n\\end{aligned}\n$$\n\nNo label.",
    "Money is \\$5, a formula $x + \\textrm{if}$, 16$\\times$, and $ no formula $ here.",
    "(**$$d_§ = 3$$**)\n:eqlabel:`eq_d-§`\n\nSee :eqref:`eq_d-§`.",
    # slide marks
    "[**What goes on a slide**], (**this too, with $x$**), [~~only there~~] and (~~there~~) [**as `well`**].",
    "A [**bold link**](https://example.org/a) and [a link](https://example.org/b?x=1&y=2).",
    # tab blocks
    ":begin_tab:`alpha`\nSee :numref:`sec_page-§`.\n:end_tab:\n\n:begin_tab:`beta, gamma`\nFor both.\n:end_tab:",
    ":begin_tab:`all`\nFor everybody.\n:end_tab:\n\nWords between.\n\n:begin_tab:`beta`  \n1. one\n1. two\n:end_tab:",
    # cells
    "```{.python .input}\nunmarked = §\n```",
    "```{.python .input}\n#@tab alpha\na = 1\n```\n\n```{.python .input}\n#@tab beta, gamma  # why\na = 2\n```",
    "```{.python .input  n=3}\n%%tab all\nn = 3\n```\n\nSo.\n\n```{.python .input}\n# first\n%%tab gamma\nb = 1\n```",
    "```{.python .input}\n# %%tab beta\nc = 1\n```\n\n```{.python .input}\n%%tab alpha,gamma\nc = 2\n```",
    "```{.python .input}\n%%tab all\nif tab.selected('alpha'):\n    x = 1\nif tab.selected('beta', \"gamma\"):\n"
    "    x = 2\n```",
    "```{.python .input}\n%%tab all\ndef f(x):\n    if tab.selected('alpha') or tab.selected('beta'):\n"
    "        x += 1\n\n        x += 2\n    return x\n```",
    "```{.python .input}\n%%tab alpha, beta\n%matplotlib inline\n!ls\n```",
    "```{.bash .input}\necho §\n```\n\n```{.input .python}\norder = 1\n```",
    "```{.python .input #own key=value}\n%%tab all\n#@hide_code\nhidden = 1\n```",
    "```{.python .input}\n%%tab all\ndef saved_§(x):  #@save\n    '''One.'''\n    return x\n```",
    "```{.python .input}\n%%tab all\nz = d2l.reshape(d2l.concat((x, y)), (1, -1)) + d2l.size(z)\n```",
    # listings
    "```bash\npip install x\n```\n\n```python\nnever_run = 1\n```\n\n```\nno language\n```",
    "````text\n```{.python .input}\nshown, not run\n```\n````",
    # text
    "1. first\n1. second\n    - deeper\n1. third\n\n* a\n* b",
    "이것은 **레지스터(Registers)**는, *균등(uniform)*이라는 말과 **「중요」**합니다.",
    "Dashes -- and --- and ..., \"quotes\" and 'so', 5 &lt; 6 &amp; 7, a_b_c, H~2~O, x^2^.",
    "A note[^§] in a line, a break  \nhere.\n\n[^§]: The text of the note.",
    "Words <!-- a comment --> around it.\n\n***\n\nAfter a rule.",
    "```eval_rst\nFrom *reStructuredText*, with ``code``.\n```",
)
