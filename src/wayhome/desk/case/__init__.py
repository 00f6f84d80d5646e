"""One case as its pages show it: read from every stage, in a fixed number of statements, as far as the viewer may see."""
