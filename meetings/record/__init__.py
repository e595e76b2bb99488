"""The database: every table and repository (SQLAlchemy only here)."""
