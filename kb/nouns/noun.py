"""How an action becomes a method: `base.packs.pieces.add(person, …)` is `kb.wiki.packs.pieces.add(wiki, person, …)`."""

from collections.abc import Callable
from functools import partial
from typing import Concatenate, Generic, ParamSpec, TypeVar, overload

from kb.store.records.register import Register
from kb.wiki.context import Wiki

Context = TypeVar("Context")
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Below = TypeVar("Below")


class Noun(Generic[Context]):
    """Some actions over one context: the wiki, the register or the watch of a base."""

    def __init__(self, context: Context) -> None:
        self.context = context


class Action(Generic[Context, Given, Answer]):
    """A function whose first argument is the context, as a method of a noun, with its other arguments and its types."""

    def __init__(self, function: Callable[Concatenate[Context, Given], Answer]) -> None:
        self._function = function

    @overload
    def __get__(self, noun: None, owner: type) -> "Action[Context, Given, Answer]": ...
    @overload
    def __get__(self, noun: Noun[Context], owner: type) -> Callable[Given, Answer]: ...
    def __get__(
        self, noun: Noun[Context] | None, owner: type
    ) -> "Action[Context, Given, Answer] | Callable[Given, Answer]":
        return self if noun is None else partial(self._function, noun.context)


class NounPart(Generic[Context, Below]):
    """A noun below another one: it is made of the context of the one above."""

    def __init__(self, made: Callable[[Context], Below]) -> None:
        self._made = made

    def __get__(self, noun: Noun[Context], owner: type) -> Below:
        return self._made(noun.context)


def of_register(made: Callable[[Register], Below]) -> Callable[[Wiki], Below]:
    """What makes a noun of the register below one of the wiki."""
    return lambda wiki: made(wiki.register)
