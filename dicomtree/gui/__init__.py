"""The window: draws what `dicomtree.session` says, and decides nothing."""
