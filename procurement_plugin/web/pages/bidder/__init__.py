"""Pages of bidders: the estimate before the bid, the breakdown after the decision."""
