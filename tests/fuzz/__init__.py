"""Strange bytes for everything that reads what comes from outside: what is read, and by whom it is made up.

    targets.py    one for each reader: true samples of what it reads, and how it is called
    __main__.py   `make fuzz`: bytes made up by atheris, guided by which lines they reach

`tests/media/test_strange_bytes.py` runs the same targets with some mutations of the samples in every `make test`.
"""
