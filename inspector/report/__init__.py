"""Diagnosis -> Report: the words people read, masked; the same on screen, clipboard, console and in JSON."""
