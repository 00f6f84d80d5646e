"""The one small family of errors; a docstring is the default message."""

from __future__ import annotations


class Problem(Exception):
    """Something went wrong."""

    def __init__(self, words: str = "", **facts: object) -> None:
        super().__init__(words or self.__doc__)
        # For the log: ids, codes and counts, never a child's details.
        self.facts = facts

    @property
    def words(self) -> str:
        """The sentence for the person."""
        return str(self.args[0])


class Refused(Problem):
    """A rule does not allow this."""


class Overtaken(Refused):
    """Somebody else changed this while you were looking at it. Read it again, then decide."""


class Hurried(Problem):
    """You have opened very many records within this hour. Wait two seconds, then open this one."""


class NotFound(Problem):
    """There is nothing here that you may see."""


class Unreadable(Problem):
    """This cannot be read with the keys at hand."""


class Unready(Problem):
    """The software is not set up to do this."""


class Unshown(Problem):
    """The web server does not show the public what it should."""
