"""What is public as tables to take away, and the catalog (DCAT-AP) that tells which there are."""
