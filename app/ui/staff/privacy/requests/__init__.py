"""The tab "Rights requests": the list, one request in a pane, and its dialogs."""
