"""A message of a page: what all of them have in common."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from markone.console.session import Session

Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+. -]{1,30}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[\w .+-]{1,40}$")]


class Message(BaseModel):
    """One message of a page."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    asks: ClassVar[bool] = False
    """Whether it changes nothing, and whoever looks on may ask."""
    by_hand: ClassVar[bool] = False
    """Whether it is done at the panel, and remembered."""
    retells: ClassVar[bool] = False
    """Whether the page has to be told of the whole machine after it."""
    is_long: ClassVar[bool] = False
    """Whether it may take seconds."""
    is_beside: ClassVar[bool] = False
    """Whether it is done beside the machine, which goes on: one at a time for a page."""

    id: int | None = None

    def obey(self, session: Session) -> Any:
        """Do it; what is to be answered, if anything. ValueError for what cannot be done.

        A function is what takes long, and finds the answer while the machine goes on.
        """
        raise NotImplementedError
