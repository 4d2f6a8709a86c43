"""How each matter is written. One function for a kind of matter: it reads the scene and writes the page."""
