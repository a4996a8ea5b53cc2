"""The library as tools and resources of the Model Context Protocol, for any assistant."""
