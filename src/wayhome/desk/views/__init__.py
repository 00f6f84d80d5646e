"""The pages of the desk, one module for each part: parse, ask one verb or one read, draw."""
