"""Papers: files by hash, pages, printing and exports."""
