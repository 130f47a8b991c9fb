"""Who must do what by when, who may do it, and the record of who did: ownership, review, clocks, audit."""
