"""An exam on pottery, to test with: nothing of it is on the subjects of the blueprints that come with quotewise."""

POTTERY = """code = "POT-1"
title = "Pottery"
minutes = 60
items = 20
scored = 18
scale = [0, 100]
pass_mark = 60
kinds = { single = 0.5, cloze = 0.5 }

[[offered]]
stage = "beta"
languages = ["English"]
begins = 2026-01-01
ends = 2026-03-31

[[offered]]
stage = "current"
languages = ["English", "Welsh"]
begins = 2026-04-01
ends = 2026-06-30

[[offered]]
stage = "current"
languages = ["Welsh"]
begins = 2026-07-01

[[domains]]
name = "Clay"
weight = 0.6
about = [
  "wedging, drying and throwing clay on a wheel",
  "coiling and slab building of clay vessels by hand",
]

[[domains]]
name = "Fire"
weight = 0.4
about = [
  "kilns, temperature, firing and cooling of pots",
  "glazes: ash, slip, salt, melting in the kiln",
]
"""
