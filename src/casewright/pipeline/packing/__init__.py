"""The step from a decided case and its evidence board to a packet's content.

It imports nothing here: what a case asks (`asking`) is known in a light installation too, what fills a packet is not.
"""
