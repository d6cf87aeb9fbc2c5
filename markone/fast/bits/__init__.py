"""The machine with ideal pots once more, in bits and small whole numbers: the same, sooner."""
