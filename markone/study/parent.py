"""The parent run of a call: taken up where there is one, and led by one process at a time."""

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import platformdirs
from filelock import FileLock, Timeout

from markone.store import StoreError
from markone.study.key import key_of
from markone.tracking import Run, Store
from markone.tracking.tags import KEY, NOTE


@contextlib.contextmanager
def only_leader(key: str) -> Iterator[None]:
    """While this lasts no other process of this machine leads the same study."""
    folder = platformdirs.user_cache_path("markone") / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(FileLock(folder / f"{key}.lock", timeout=1))
        except Timeout:
            raise StoreError(
                "another process is doing this same study in this store; wait for it, or end it"
            ) from None
        yield


@contextlib.contextmanager
def parent_of(
    store: Store, name: str, key: str, tags: Mapping[str, object], params: Mapping[str, object]
) -> Iterator[Run]:
    """The parent run of this key: taken up where there is one."""
    known = _known(store, key)
    written = known.data.params if known else {}
    answered = known is not None and NOTE in known.data.tags
    tags = {name: value for name, value in tags.items() if not (answered and name == NOTE)}
    with (
        only_leader(key_of(uri=store.uri, key=key)) if store.uri else contextlib.nullcontext(),
        store.run(name, {KEY: key, **tags}, run_id=known.info.run_id if known else None) as parent,
    ):
        parent.params({name: value for name, value in params.items() if name not in written})
        yield parent


def _known(store: Store, key: str) -> Any:
    """The parent as an earlier call left it; None if there is none."""
    if not store.uri:
        return None
    return next(reversed(store.search(f"tags.`{KEY}` = '{key}'")), None)


def session() -> str:
    """A name for this call."""
    return uuid.uuid4().hex
