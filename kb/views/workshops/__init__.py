"""Pages of workshops: preparing, following up, restitution. The live part is plain HTML, in kb/web."""
