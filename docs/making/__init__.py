"""How the site is made, where Sphinx does not do it by itself."""
