"""How it looks: functions that take arrays and return matplotlib figures."""
