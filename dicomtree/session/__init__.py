"""What is on screen: state, messages, and `update`, which is pure."""
