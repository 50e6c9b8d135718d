"""The compiler of readers: a plan becomes one Python function from a unit's tokens to its type.

The function walks the unit once, in guide order, one `if` or `while` per slot or inner loop; nothing
is looked up per value. Two are made of every plan: one for units an acceptor took, which are right, and
a careful one for the others, whose segments `binding_order` has put in order before. Where units end in
things that never change and come again and again (the benefits of a plan), the first one remembers each of
them by its text.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from msgspec import Struct

from edi.delimiters import Delimiters
from edi.guide import Loop, Slot
from edi.values import read_date, read_time
from transactions import binding_values as values
from transactions.binding import Above, Field, fields_of
from transactions.binding_code import Code, neutral
from transactions.binding_loops import LoopCode, is_apart
from transactions.binding_places import LoopPlan
from transactions.binding_segments import add

Reader = Callable[..., Any]
"""From the text of an accepted unit (the tokens of one with faults), the units' types above it in the order
of the fields, and the list of paths."""


class CompiledReader:
    """The reader of one type bound to one loop."""

    def __init__(self, plan: LoopPlan, *, careful: bool) -> None:
        assert plan.made is not None
        above = tuple(field for field in fields_of(plan.made.type) if isinstance(field.tie, Above))
        writing = _ReaderCode(Code(careful))
        writing.function(plan, above)
        self.source = "\n".join(writing.code.lines)
        self.names = writing.code.names
        self.memories = writing.memories
        self.code: CodeType = compile(self.source, f"<{plan.made.type.__name__}>", "exec")

    def bind(self, delimiters: Delimiters) -> Reader:
        """The function for these delimiters, with memories of its own."""
        names: dict[str, Any] = {**_WORDS, **self.names, **{memory: {} for memory in self.memories}}
        names["COMPONENT"] = delimiters.component
        names["REPETITION"] = delimiters.repetition
        names["END"] = delimiters.segment
        names["ELEMENT"] = delimiters.element
        names["TERMINATOR"] = delimiters.terminator
        names["MARK"] = delimiters.element + delimiters.segment + delimiters.element
        exec(self.code, names)
        made: Reader = names["read"]
        return made


_WORDS: dict[str, Any] = {
    name: getattr(values, name)
    for name in (
        "COUNTS", "MEMORY", "SHORT", "ZERO", "plain_date", "plain_number", "plain_period",
        "careful_text", "careful_number", "careful_int", "careful_date", "careful_time", "careful_period",
    )
} | {"read_date": read_date, "read_time": read_time}


class _ReaderCode(LoopCode):
    """The code for a whole unit."""

    def function(self, plan: LoopPlan, above: tuple[Field, ...]) -> None:
        assert plan.made is not None
        self.settle(plan)
        self.apart = None if self.code.careful else tail_of(plan)
        if self.apart:
            self.tail_function(self.apart)
        parameters = "".join(f"{self.variable(plan.made, field)}, " for field in above)
        told = self.certain(plan)
        self.given = {name for name in self.optional(plan.made) if name not in told}
        given = ", ".join(f"{name}=None" for name in self.optional(plan.made) if name in self.given)
        first = "t" if self.code.careful else "text"
        self.line(0, f"def read({first}, {parameters}bad=(), {given}):")
        if self.apart:
            self.tail(self.apart)
        elif not self.code.careful:
            self.line(1, "t = text.replace(TERMINATOR, MARK).split(ELEMENT)")
        self.body(plan)
        if self.apart:
            self.line(1, "bad += unread")
        self.line(1, f"return {self.make(plan.made, last=True)}")

    def body(self, plan: LoopPlan) -> None:
        """What a function does with its tokens."""
        self.line(1, "index = t.index")
        self.line(1, "i = 0")
        self.line(1, "s = t[0]")
        self.loop(plan, 1)

    def tail_function(self, plan: LoopPlan) -> None:
        """The function for one of the things a unit ends in: from its text without the id it starts with."""
        assert plan.made is not None
        self.line(0, "def read_tail(text, bad=()):")
        head = f"'{plan.loop.first.id}' + ELEMENT + text + TERMINATOR"
        self.line(1, f"t = ({head}).replace(TERMINATOR, MARK).split(ELEMENT)")
        self.body(plan)
        self.line(1, f"return {self.make(plan.made)}, bad")

    def tail(self, plan: LoopPlan) -> None:
        """What a unit ends in is cut off and read, or remembered; its other tokens are left."""
        assert plan.holder
        assert plan.field
        memory = self.code.fresh("memory")
        self.memories.append(memory)
        self.line(1, f"cut = TERMINATOR + '{plan.loop.first.id}' + ELEMENT")
        self.line(1, "text, *rest = text[:-len(TERMINATOR)].split(cut)")
        self.line(1, "t = (text + TERMINATOR).replace(TERMINATOR, MARK).split(ELEMENT)")
        variable = self.variable(plan.holder, plan.field)
        self.line(1, f"{variable} = {neutral(plan.field)}")
        self.line(1, "unread = ()")
        self.line(1, "for text in rest:")
        self.line(2, f"made = {memory}.get(text)")
        self.line(2, "if made is None:")
        self.line(3, "made, told = read_tail(text)")
        self.line(3, "if told: unread += told")
        self.line(3, "elif len(text) <= SHORT:")
        self.line(4, f"if len({memory}) >= MEMORY: {memory}.clear()")
        self.line(4, f"{memory}[text] = made")
        add(self.code, plan.field, variable, "made", 2)


def tail_of(plan: LoopPlan) -> LoopPlan | None:
    """The loop that a unit ends in, if what it becomes never changes and nothing else starts with its id."""
    here: LoopPlan | None = plan
    while here is not None and (here is plan or not (here.made or here.loop.repeat != 1)):
        last = len(here.loop.children) - 1
        while last >= 0 and is_apart(here.loop.children[last]):
            last -= 1
        here = here.inner.get(last)
    if here is None or here.made is None or here.holder is not plan.made or here.loop.repeat == 1:
        return None
    if isinstance(here.loop.children[0], Loop) or not _never_changes(here.made.type):
        return None
    return here if _ids(plan.loop).count(here.loop.first.id) == 1 else None


def _never_changes(kind: type[Struct]) -> bool:
    return kind.__struct_config__.frozen and all(
        field.many in (None, tuple) and (not field.is_struct or _never_changes(field.type))
        for field in fields_of(kind)
    )


def _ids(loop: Loop) -> list[str]:
    """The segment ids of a loop and those inside it."""
    here = [child for child in loop.children if not is_apart(child)]
    inside = [[child.id] if isinstance(child, Slot) else _ids(child) for child in here]
    return [id for ids in inside for id in ids]
