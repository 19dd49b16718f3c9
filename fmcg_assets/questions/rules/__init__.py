"""The clause rules of the grammar: each reads some of a question's items into the draft."""
