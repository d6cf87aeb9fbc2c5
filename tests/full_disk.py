"""A disk that has room for some bytes only, as one process sees it."""


def filled(room):
    """The first lines of a Python program none of whose files may grow beyond `room`, which is told in bytes.

    It keeps no compiled modules: Python would put in place what found room of one, and read that ever after.
    """
    return (
        "import resource, signal, sys; sys.dont_write_bytecode = True\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))\n"
    )
