"""Studies of many runs: each has a key, is done once, here, on several cores or on a cluster."""
