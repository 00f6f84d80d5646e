# The names people try first; dev.py does the work.
.PHONY: run setup test check
run setup test check:
	@exec python3 dev.py $@ $(ARGS)
