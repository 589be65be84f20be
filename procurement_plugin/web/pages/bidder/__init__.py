"""The pages of a bidder."""
