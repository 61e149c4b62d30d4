# Short words for packaging/bootstrap.py, which does the work on every system: `make test ARGS="tests/unit -x"`.
PYTHON ?= python3
.PHONY: run test setup bench endurance profile format lock
run test setup bench endurance profile format lock:
	@$(PYTHON) packaging/bootstrap.py $@ $(ARGS)
