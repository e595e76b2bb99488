"""Sound and pictures: every packet from one peer to those who watch."""
