"""How fast it is, beside its peers: every bar is one piece of work that all contenders do."""
