"""Missing people against the unidentified: every pair weighed, exactly, and each weight explained.

`records` reads people, `model` holds the declared evidence, `weights` compiles it, `reference` weighs one pair in plain
Python with its sentences, and `engine` weighs a whole register by a compiled kernel that must agree with it.
"""
