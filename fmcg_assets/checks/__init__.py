"""Asset checks: they tell which days of a table fail a demand, and what to do."""
