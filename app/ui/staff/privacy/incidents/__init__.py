"""The breach register on screen: the list, one incident, and a dialog for each thing that is done about it."""
