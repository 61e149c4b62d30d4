"""Bad days on purpose: kills at random moments, damaged files. `make endurance`; a short form is in `make test`."""
