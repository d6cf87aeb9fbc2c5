"""Many small nets of one shape trained at once, a net in each lane."""
