"""The small province and its people, as the pages' tests have them."""

from tests.web.conftest import app, client_for, house, light_passwords, port, province, settings, sitting

__all__ = ["app", "client_for", "house", "light_passwords", "port", "province", "settings", "sitting"]
