"""CKAN's Action API as data: shapes, errors, searches and datastore questions, without a server."""
