"""Discussion, follows, notices, saved searches, reports."""
