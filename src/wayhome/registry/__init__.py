"""National record versions of mispers and of unidentified people and remains; search."""
