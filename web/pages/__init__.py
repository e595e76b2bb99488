"""The pages: one module for each noun, each with its handlers in `ROUTES`.

A handler is a translation, not a decision: it reads what was sent, hands it on, and says
what came of it. Each declares who may come through (`web.doors`). What pages share lies
beside this folder: `web.scene`, `web.desk` and others.
"""

from importlib import import_module
from pkgutil import iter_modules

from litestar.types import ControllerRouterHandler


def routes() -> list[ControllerRouterHandler]:
    """Every handler of every module here."""
    found: list[ControllerRouterHandler] = []
    for module in sorted(iter_modules(__path__), key=lambda one: one.name):
        found.extend(import_module(f"{__name__}.{module.name}").ROUTES)
    return found
