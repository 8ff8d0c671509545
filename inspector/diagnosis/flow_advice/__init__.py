"""Which flow fits a client: five questions, one row or one named impossibility, and everything that follows from it."""
