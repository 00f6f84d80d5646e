# The names people try first; dev.py does the work.
.PHONY: run setup test assurance check
run setup test assurance check:
	@exec python3 dev.py $@ $(ARGS)
