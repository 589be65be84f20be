"""Raw materials: who supplies them, how risky that is, what depends on them. For policy and buyers, never an award."""
