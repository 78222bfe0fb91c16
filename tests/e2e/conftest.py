from tests.web.fixtures import city_home, published, site

__all__ = ["city_home", "published", "site"]
