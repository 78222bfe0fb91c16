"""The data server: published things as bytes over plain ASGI. Knows no Django."""
