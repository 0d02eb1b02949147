"""The frameworks of a book go in; the style rules by which the reader's choice shows and hides panels come out.

The head's script writes the choice on the `html` element before anything is painted, so nothing flashes or moves.
"""

from __future__ import annotations

from collections.abc import Sequence


def rules(frameworks: Sequence[str]) -> str:
    """Which panel, tab and notice is shown for each choice.

    Rules for panels weigh nothing, so that of two the later one counts.
    """
    parts = [rule for name in frameworks for rule in (*_instead(name), *_said(name))]
    compared = [rule for name in frameworks for rule in _compared(name)]
    parts += ["@media screen {", *map(_second, frameworks), *compared, "}"]
    return "\n".join([*parts, *map(_chosen, frameworks)])


def _chosen(name: str) -> str:
    chosen, named = f'html[data-framework="{name}"]', f'[data-framework="{name}"]'
    return f":where({chosen} .panel{named}) {{ display: block; }}\n{chosen} .take > div > {named} {{ display: block; }}"


def _instead(name: str) -> tuple[str, str]:
    """A group that lacks the framework shows its first panel."""
    chosen, tabs = f'html[data-framework="{name}"]', f':is(.tab, .choice)[data-framework="{name}"]'
    lacking = f'{chosen} .group:not([data-frameworks~="{name}"])'
    return (
        f":where({lacking} > .panel.first) {{ display: block; }}",
        f"{chosen} {tabs}, {lacking} .tab.first {{ color: var(--ink); border-color: var(--framework); }}",
    )


def _said(name: str) -> tuple[str, str]:
    """It says so, and so does a page that lacks it."""
    return (
        f'html[data-framework="{name}"] .lacking[data-lacks="{name}"] {{ display: block; }}',
        f'html[data-lacking="{name}"] .page-lacking[data-lacks="{name}"] {{ display: block; }}',
    )


def _second(name: str) -> str:
    """A group that has the framework compared with shows no first panel instead of the chosen one."""
    return f':where(html[data-compare="{name}"] .group[data-frameworks~="{name}"] > .panel.first) {{ display: none; }}'


def _compared(name: str) -> tuple[str, ...]:
    """The second framework's panel and tab, and what says that it is lacking."""
    compared, lacks = f'html[data-compare="{name}"]', f'[data-lacks="{name}"]'
    second = f'html[data-second="{name}"]'
    return (
        f':where({compared} .panel[data-framework="{name}"]) {{ display: block; }}',
        f'{compared} .tab[data-framework="{name}"] {{ color: var(--ink); border-color: var(--framework); }}',
        f"{compared} .lacking{lacks}, {second} .page-lacking{lacks} {{ display: block; }}",
        f'{compared} :is(.lacking{lacks}, .group[data-frameworks~="{name}"] > .lacking) > .instead,'
        f' {second}:not([data-lacking="{name}"]) .page-lacking{lacks} > .instead {{ display: none; }}',
    )
