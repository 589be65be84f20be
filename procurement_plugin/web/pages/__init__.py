"""Pages rendered on the server; they work without JavaScript and load nothing from elsewhere."""
