"""Days and hours reckoned: deadlines, planned times, who is expected where, what a line brings.

Pure, over what was prepared; nothing is sent and nothing is kept. It is computed when a page
asks. Why not stored: a meeting that moves would leave old deadlines behind.
"""
