"""Routes of a running workshop: telephones, the room's screen, the remote."""
