"""Puts a packet's evidence into the shapes others take: Stripe's fields, PayPal's evidence list, a BagIt folder."""
