"""What a bidder could honestly change in a bid: one module a kind, each found by the registry."""
