"""CKAN's Action API over what is published: the reading half, without Django."""
