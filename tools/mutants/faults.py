"""The small faults that may be put into a module, each one change to its syntax tree.

Left out, because no test could or should notice: docstrings, annotations, decorators, assertions, logging, the words of
errors and other texts for people, what stands inside patterns and tables of words, and arguments that change neither
result nor promise (`IGNORED`). A code counts where it is one of several that code compares with.
"""

import ast
import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
REPLACED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
# Keyword arguments that make no difference which a promise speaks of: sizes of caches, of pools and of boxes on a page,
# patience, what is the default on the machines served, checks of the program against itself.
IGNORED = frozenset(
    {
        "maxsize",
        "timeout",
        "strict",
        "encoding",
        "ensure_ascii",
        "exist_ok",
        "parents",
        "dtype",
        "repr",
        "timespec",
        "height",
    }
)
BUILT_IN = frozenset({"tuple", "list", "dict", "set", "frozenset", "type", "str", "int", "float", "bytes", "bool"})
# A number over this is a size or a limit, and is doubled: one more would matter to nobody.
SMALL = 9
# What stands before it in a statement of SQL names tables and columns: a change there ends at once.
CONDITION = " WHERE "
IN_SQL = (
    *((" <= ", " < "), (" >= ", " > "), (" < ", " <= "), (" > ", " >= "), (" = ", " <> "), (" <> ", " = ")),
    *((" AND ", " OR "), (" OR ", " AND "), (" IN ", " NOT IN "), (" NOT IN ", " IN "), (" DESC", " ASC")),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One change to a module: which node of `ast.walk`, which of the changes that may be made to it, on which lines.

    `function` is the qualified name of the function of a module or class that it stands in, "" outside of any.
    """

    path: str
    node: int
    variant: int
    line: int
    last_line: int
    was: str
    became: str
    function: str


def faults(path: str, source: str, functions: re.Pattern[str] | None = None) -> tuple[Fault, ...]:
    """Every fault of a module, as `ast.walk` finds them; with a pattern, only those within functions so named."""
    tree = ast.parse(source)
    counted = _counted(tree, functions)
    inside = dict(_functions(tree, ""))
    return tuple(
        Fault(
            path,
            place,
            number,
            node.lineno,
            node.end_lineno or node.lineno,
            _said(node),
            _said(became),
            inside.get(id(node), ""),
        )
        for place, node in enumerate(ast.walk(tree))
        if place in counted and isinstance(node, ast.expr | ast.stmt)
        for number, became in enumerate(_variants(node))
    )


def put_into(source: str, fault: Fault) -> str:
    """The module with the fault in it."""
    tree = ast.parse(source)
    node = next(node for place, node in enumerate(ast.walk(tree)) if place == fault.node)
    assert isinstance(node, ast.expr | ast.stmt)
    became = list(_variants(node))[fault.variant]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is node:
                setattr(parent, name, became)
            elif isinstance(value, list) and any(one is node for one in value):
                setattr(parent, name, [became if one is node else one for one in value])
    return ast.unparse(ast.fix_missing_locations(tree))


def _functions(node: ast.AST, within: str) -> Iterator[tuple[int, str]]:
    """The nodes of the bodies of functions of a module and of its classes, with the qualified name of each."""
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.ClassDef):
            yield from _functions(one, f"{within}{one.name}.")
        elif isinstance(one, ast.FunctionDef):
            yield from ((id(part), f"{within}{one.name}") for line in one.body for part in ast.walk(line))
        elif not isinstance(one, ast.expr):
            yield from _functions(one, within)


def _said(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else f"{text[:97]}…"


def _counted(tree: ast.Module, functions: re.Pattern[str] | None) -> set[int]:
    """The places in `ast.walk` of the nodes that may be changed."""
    left_out: set[int] = set()
    wanted: set[int] = set()
    for node in ast.walk(tree):
        for part in _said_to_people(node):
            left_out |= {id(one) for one in ast.walk(part)}
        if isinstance(node, ast.FunctionDef) and (functions is None or functions.match(node.name)):
            wanted |= {id(one) for one in ast.walk(node)}
    return {
        place
        for place, node in enumerate(ast.walk(tree))
        if id(node) not in left_out and (functions is None or id(node) in wanted)
    }


def _said_to_people(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that are never changed: annotations, decorators, docstrings, the words of an error."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        yield node.returns
    if isinstance(node, ast.FunctionDef) and node.name in ("__repr__", "__str__"):
        yield node
    if isinstance(node, ast.arg) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.AnnAssign):
        yield node.annotation
        if "ClassVar[str]" in ast.unparse(node.annotation) and node.value:
            yield node.value
    if isinstance(node, ast.Call) and _is_log(node):
        yield node
    if isinstance(node, ast.Call):
        yield from (one.value for one in node.keywords if one.arg in IGNORED)
    if isinstance(node, ast.Raise) and node.exc:
        yield node.exc
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node
    if isinstance(node, ast.Assert):
        yield node
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _is_type(node.value):
        yield node.value
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        yield node
    if isinstance(node, ast.Call) and _name(node.func) in ("TypeVar", "compile", "cast", "NewType"):
        yield from (*node.args, *(one.value for one in node.keywords))


def _is_type(value: ast.expr) -> bool:
    """Whether what is assigned is an alias of a type: `Callable[…]`, `A | B`."""
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.BitOr) and _is_type(value.left) and _is_type(value.right)
    if isinstance(value, ast.Subscript):
        return _is_type(value.value)
    return _name(value)[:1].isupper() or _name(value) in BUILT_IN or ast.unparse(value) == "None"


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _variants(node: ast.expr | ast.stmt) -> Iterator[ast.AST]:
    """What may stand in place of a node, always in the same order."""
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif (
        isinstance(node, ast.BinOp) and type(node.op) in REPLACED and not (_is_text(node.left) or _is_text(node.right))
    ):
        yield ast.BinOp(node.left, REPLACED[type(node.op)](), node.right)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.IfExp) and _is_plain(node.test):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.If | ast.While) and _is_plain(node.test):
        negated = copy.copy(node)
        negated.test = ast.UnaryOp(ast.Not(), node.test)
        yield negated
    elif isinstance(node, ast.Constant):
        yield from _constant(node)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and _is_done(node.value)):
        yield ast.Pass()
    elif isinstance(node, ast.AugAssign) and type(node.op) in REPLACED and not _is_text(node.value):
        yield ast.AugAssign(node.target, REPLACED[type(node.op)](), node.value)
    elif isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, sign in enumerate(node.ops):
        yield ast.Compare(
            node.left, [*node.ops[:place], COMPARED[type(sign)](), *node.ops[place + 1 :]], node.comparators
        )
    for place, against in enumerate(node.comparators):
        if isinstance(against, ast.Tuple | ast.List | ast.Set) and len(against.elts) > 1:
            for without in _without_one(against.elts):
                shorter = copy.copy(against)
                shorter.elts = without
                yield ast.Compare(
                    node.left, node.ops, [*node.comparators[:place], shorter, *node.comparators[place + 1 :]]
                )


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1 if abs(value) <= SMALL else value * 2)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 or 1.0)
    elif isinstance(value, str) and CONDITION in value:
        before, where, after = value.partition(CONDITION)
        yield from (
            ast.Constant(f"{before}{where}{after.replace(was, became, 1)}") for was, became in IN_SQL if was in after
        )


def _called(node: ast.Call) -> Iterator[ast.AST]:
    """A call without one of its keyword arguments, or without one of several codes."""
    for place, keyword in enumerate(node.keywords):
        if (
            keyword.arg
            and keyword.arg not in IGNORED
            and not (_is_flag(keyword.value) or _is_for_people(keyword.value))
        ):
            yield ast.Call(node.func, node.args, [*node.keywords[:place], *node.keywords[place + 1 :]])
    if _name(node.func) == "has" and len(node.args) > 1:
        yield from (ast.Call(node.func, without, node.keywords) for without in _without_one(node.args))


def _without_one(several: list[ast.expr]) -> Iterable[list[ast.expr]]:
    return ([*several[:place], *several[place + 1 :]] for place in range(len(several)))


def _is_text(node: ast.expr) -> bool:
    """Text, or a literal sequence: arithmetic on it ends at once, which any test sees."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.JoinedStr | ast.Tuple | ast.List) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _is_flag(node: ast.expr) -> bool:
    """True or False, which is reversed by itself."""
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


def _is_for_people(node: ast.expr) -> bool:
    """Words to be read: text with a space, an accent or a capital."""
    if isinstance(node, ast.JoinedStr):
        return True
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return False
    return " " in node.value or not node.value.isascii() or node.value != node.value.lower()


def _is_plain(test: ast.expr) -> bool:
    """A condition that no other change of these reverses: comparisons and negations are changed by themselves."""
    return not isinstance(test, ast.Compare | ast.BoolOp) and not (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    )


def _is_done(value: ast.expr) -> bool:
    """A call for what it does, not to log."""
    return isinstance(value, ast.Call) and not _is_log(value)


def _is_log(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id
        in (
            "logging",
            "logger",
            "LOG",
            "log",
            "warnings",
        )
    )
