"""The window. Qt lives here only; what it shows and does comes in as functions, from app."""
