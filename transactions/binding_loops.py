"""The code for loops: what opens them, what stands in them, what is made at their end.

One `if` or `while` per slot or inner loop, in guide order.
"""

from __future__ import annotations

from collections.abc import Iterator

from edi.errors import GuideError
from edi.guide import Loop, Slot
from transactions.binding import Above, Field, fields_of
from transactions.binding_code import Code, call, empty, longest, neutral, sure
from transactions.binding_places import Leaf, LoopPlan, Owner, Use, codes_of, key_of
from transactions.binding_segments import SegmentCode, add, place_of


class LoopCode:
    """The code for loops: what opens them, what stands in them, what is made at their end."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.memories: list[str] = []
        self._prefixes: dict[int, str] = {}
        self._suffixes: dict[int, int] = {}
        self._empty: dict[type, str] = {}
        # Variables that are None to begin with, and the loop that a function of its own reads.
        self.given: set[str] = set()
        self.apart: LoopPlan | None = None

    def line(self, depth: int, text: str) -> None:
        self.code.line(depth, text)

    def variable(self, owner: Owner, field: Field) -> str:
        """The variable of a field. Loops side by side use the same ones: no two of them are open at once."""
        return f"{self._prefixes.get(id(owner), '')}{field.name}_{self._suffixes[id(owner)]}"

    def own(self, owner: Owner, depth: int, prefix: str = "") -> None:
        """Settle the variables of a type made at a depth of loops, and of its parts."""
        self._prefixes[id(owner)] = prefix
        self._suffixes[id(owner)] = depth
        for part in owner.parts:
            assert part.field is not None
            self.own(part, depth, f"{prefix}{part.field.name}__")

    def settle(self, plan: LoopPlan, depth: int = 0) -> None:
        """Settle the variables of all types made in a loop and the loops inside."""
        if plan.made:
            depth += 1
            self.own(plan.made, depth)
        for inner in plan.inner.values():
            self.settle(inner, depth)

    def absent(self, field: Field) -> str:
        """What stands for a field nothing was told of."""
        if field.many is None and field.is_struct and not field.optional:
            if field.type not in self._empty:
                self._empty[field.type] = self.code.name(empty(field.type), "EMPTY")
            return self._empty[field.type]
        return neutral(field)

    def optional(self, owner: Owner) -> Iterator[str]:
        """The variables of a type, and of its parts, that are None at first."""
        for field in fields_of(owner.type):
            part = next((one for one in owner.parts if one.field is field), None)
            if part:
                yield from self.optional(part)
            elif field.tie is not None and not isinstance(field.tie, Above) and self.absent(field) == "None":
                yield self.variable(owner, field)

    # Owners.

    def start(self, owner: Owner, depth: int, skip: set[str]) -> None:
        """Give every field of a type its absent value, but for those that are certainly told."""
        alike: dict[str, list[str]] = {}
        for field in fields_of(owner.type):
            part = next((one for one in owner.parts if one.field is field), None)
            if part:
                self.start(part, depth, skip)
            elif field.tie is not None and not isinstance(field.tie, Above):
                variable = self.variable(owner, field)
                if variable not in skip:
                    absent = self.absent(field)
                    if absent in ("[]", "{}"):
                        self.line(depth, f"{variable} = {absent}")
                    else:
                        alike.setdefault(absent, []).append(variable)
        for absent, variables in alike.items():
            wanting = [variable for variable in variables if variable not in self.given]
            if wanting:
                self.line(depth, f"{' = '.join(wanting)} = {absent}")

    def make(self, owner: Owner, *, last: bool = False) -> str:
        """The expression that makes a type of its variables."""
        arguments = []
        for field in fields_of(owner.type):
            part = next((one for one in owner.parts if one.field is field), None)
            if part:
                arguments.append(self.make_part(part))
            elif field.tie is not None:
                arguments.append(self.variable(owner, field))
            elif field.name == "unread" and last:
                arguments.append("tuple(bad)" if self.code.careful else "bad")
            else:
                arguments.append(self.absent(field))
        return call(self.code.name(owner.type, "T"), arguments)

    def make_part(self, part: Owner) -> str:
        assert part.field is not None
        made = self.make(part)
        if not part.field.optional:
            return made
        told = " or ".join(self.variable(part, field) for field in fields_of(part.type))
        return f"({made} if {told} else None)"

    # Loops.

    def loop(self, plan: LoopPlan, depth: int) -> None:
        """The body of a loop, from its first segment to behind its last."""
        first = plan.loop.children[0]
        if plan.made:
            known = self.certain(plan)
            if self.apart and self.apart.holder is plan.made and self.apart.field:
                known.add(self.variable(plan.made, self.apart.field))
            self.start(plan.made, depth, known)
        opened = isinstance(first, Slot)
        if isinstance(first, Slot) and first.repeat == 1:
            self.slot(plan, 0, first, depth)
        elif isinstance(first, Slot):
            self.line(depth, f"while s == {first.id!r}:")
            self.slot(plan, 0, first, depth + 1)
        for children in _neighbours(plan.loop.children, 1 if opened else 0):
            if self.apart is None or plan.inner.get(children[0][0]) is not self.apart:
                self.neighbours(plan, children, depth)

    def certain(self, plan: LoopPlan) -> set[str]:
        """The variables that the loop's first segment always sets."""
        first = plan.loop.children[0]
        if isinstance(first, Loop) or self.code.careful:
            return set()
        return {
            self.variable(use.owner, use.piece.field)
            for use in plan.uses.get(0, [])
            if not use.codes and not use.piece.field.many and place_of(use.piece) <= sure(first.elements)
        }

    def neighbours(self, plan: LoopPlan, children: list[tuple[int, Slot | Loop]], depth: int) -> None:
        """Children that start with the same segment id, in whatever order they come."""
        index, child = children[0]
        slot = _first(child)
        repeats = len(children) > 1 or child.repeat != 1
        word = "while" if repeats else "if"
        if len(children) == 1:
            condition = f"s == {slot.id!r}"
            if slot.key:
                condition += f" and {_among(f'(q := {_code(slot)})', codes_of(slot))}"
            self.line(depth, f"{word} {condition}:")
            self.child(plan, index, child, depth + 1, told=bool(slot.key))
            return
        self.line(depth, f"while s == {slot.id!r}:")
        self.line(depth + 1, f"q = {_code(slot)}")
        lead = "if"
        for index, child in children:
            codes = codes_of(_first(child))
            if not codes or key_of(_first(child)) != key_of(slot):
                raise GuideError(f"{plan.loop.id}: nothing tells {_first(child).ref} from its neighbours")
            self.line(depth + 1, f"{lead} {_among('q', codes)}:")
            self.child(plan, index, child, depth + 2, told=True)
            lead = "elif"
        self.line(depth + 1, "else: break")

    def child(self, plan: LoopPlan, index: int, child: Slot | Loop, depth: int, *, told: bool) -> None:
        """One child; `told`: the code that tells it apart is in `q`."""
        if isinstance(child, Slot):
            self.slot(plan, index, child, depth, told=told)
            return
        inner = plan.inner.get(index) or LoopPlan(child)
        self.loop(inner, depth)
        if inner.made and inner.holder and inner.field:
            variable = self.variable(inner.holder, inner.field)
            made = self.make(inner.made)
            if inner.field.many is not None:
                add(self.code, inner.field, variable, made, depth)
            else:
                self.line(depth, f"{variable} = {made}")

    # Slots.

    def slot(self, plan: LoopPlan, index: int, slot: Slot, depth: int, *, told: bool = False) -> None:
        """One segment: its values, then the step to the next one."""
        self.code.start_segment()
        uses = plan.uses.get(index, [])
        repeats = slot.repeat != 1 or (plan.made is None and plan.loop.repeat != 1)
        again = f"{plan.loop.id}/{slot.ref}" if repeats else ""
        reach, end = sure(slot.elements), longest(slot.elements)
        fixed = reach == end
        if uses and not fixed:
            self.line(depth, f"n = index(END, i+{reach + 1}) - i")
        inside = depth
        if uses and not reach:
            # A segment may be sent without elements; it tells nothing.
            self.line(depth, "if n > 1:")
            inside += 1
        self.narrowed([use for use in uses if not use.codes], slot, inside, again)
        lead = "if"
        for codes in dict.fromkeys(use.codes for use in uses if use.codes):
            if not told:
                self.line(depth, f"q = {_code(slot)}")
                told = True
            self.line(depth, f"{lead} {_among('q', codes)}:")
            self.narrowed([use for use in uses if use.codes == codes], slot, depth + 1, again)
            lead = "elif"
        if fixed:
            self.line(depth, f"i += {end + 2}")
        elif uses:
            self.line(depth, "i += n + 1")
        else:
            self.line(depth, f"i = index(END, i+{reach + 1}) + 1")
        self.line(depth, "s = t[i]")

    def narrowed(self, uses: list[Use], slot: Slot, depth: int, again: str) -> None:
        """The values of one segment; where it may come again, by the path `again` a second one is noted."""
        reach = sure(slot.elements)
        segment = SegmentCode(self.code, slot, depth, self.memories, reach)
        for use in sorted(uses, key=lambda use: place_of(use.piece)):
            if place_of(use.piece) > reach:
                # What may be cut off: one question for all that stands behind.
                reach = place_of(use.piece)
                self.line(depth, f"if n > {reach}:")
                depth += 1
                segment = SegmentCode(self.code, slot, depth, self.memories, reach)
            self.used(use, segment, depth, again)

    def used(self, use: Use, segment: SegmentCode, depth: int, again: str) -> None:
        """One field's value put where it belongs."""
        field = use.piece.field
        variable = self.variable(use.owner, field)
        value = segment.value(use.piece, variable)
        if value == variable:
            return
        if field.many is not None:
            add(self.code, field, variable, value, depth)
            return
        if again and (field.optional or field.is_struct):
            path = use.piece.path if isinstance(use.piece, Leaf) else again
            self.line(depth, f"if {variable} is not {self.absent(field)}: bad += ({path!r},)")
        self.line(depth, f"{variable} = {value}")


def _first(child: Slot | Loop) -> Slot:
    return child.first if isinstance(child, Loop) else child


def _code(slot: Slot) -> str:
    """The expression of the code that tells a slot apart."""
    position, component = key_of(slot)
    value = f"t[i+{position}]"
    if not component:
        return value
    row = slot.element(position)
    if row is not None and row.repeat != 1:
        value += ".partition(REPETITION)[0]"
    return f"(*{value}.split(COMPONENT), '', '', '')[{component - 1}]"


def _among(value: str, codes: tuple[str, ...]) -> str:
    return f"{value} == {codes[0]!r}" if len(codes) == 1 else f"{value} in {{{', '.join(map(repr, codes))}}}"


def _neighbours(
    children: tuple[Slot | Loop, ...], start: int
) -> list[list[tuple[int, Slot | Loop]]]:
    """Children from `start` with their indexes, those with the same first segment id together."""
    groups: list[list[tuple[int, Slot | Loop]]] = []
    for index, child in enumerate(children[start:], start):
        if is_apart(child):
            continue
        if groups and _first(groups[-1][0][1]).id == _first(child).id:
            groups[-1].append((index, child))
        else:
            groups.append([(index, child)])
    return groups


def is_apart(child: Slot | Loop) -> bool:
    """Inner units and SE are read on their own."""
    return child.unit if isinstance(child, Loop) else child.id == "SE"
