"""Puts this directory on the path: what several rooms' tests share stands here."""
