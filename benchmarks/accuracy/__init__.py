"""How right the standardiser is on files whose answers people wrote down."""
