"""The door: HTTP, pages and sockets. It decides nothing."""
