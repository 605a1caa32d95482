"""Results as people keep them: the folder with its tables, and the page that leads with the answer."""
