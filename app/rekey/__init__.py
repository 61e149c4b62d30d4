"""Changing the key of the office's files: for when somebody has left who may have kept the key file of before.

All is made anew beside the office and checked there: the office file copied page by page under a new key (tables,
indexes, triggers and search stay as they are, byte for byte), the attachments encrypted anew under new addresses, and
a key file with the new data key sealed to those who are on the staff list (`keypairs`). Only then it takes the place
of what was (`backups.exchange`), which is removed; a kill at any point leaves the one or the other, whole. Backups keep
the key of their day, and open with the passwords of their day.
"""

from app.rekey.aside import FilesLost, NotReady
from app.rekey.change import Changed, Outlook, change_key, outlook

__all__ = ["Changed", "FilesLost", "NotReady", "Outlook", "change_key", "outlook"]
