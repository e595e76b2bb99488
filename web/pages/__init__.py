"""The pages: one module for each noun, each with its handlers in `ROUTES`.

A handler is a translation, not a decision: it reads what was sent, hands it on, and says
what came of it. Each declares who may come through (`web.doors`).
"""

from importlib import import_module
from pkgutil import iter_modules

from litestar.types import ControllerRouterHandler


def routes() -> list[ControllerRouterHandler]:
    """Every handler of every module here. A module without `ROUTES` holds parts of others."""
    found: list[ControllerRouterHandler] = []
    for module in sorted(iter_modules(__path__), key=lambda one: one.name):
        found.extend(getattr(import_module(f"{__name__}.{module.name}"), "ROUTES", ()))
    return found
