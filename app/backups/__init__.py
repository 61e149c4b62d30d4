"""Backups by themselves: made, opened and checked, kept for as long as the rules say, and restored.

A backup is a folder, not one file: its parts can be looked at one by one, a damaged one names itself, and the
attachments need not be in it. They lie once for all backups in `attachments` beside them, under the same addresses and
in the same encryption as in the office, so that a file of 200 MB is copied once and not every day. They are copies, not
hard links: what damages a file of the office must not damage its backup.

    liaison-20261118-142400-1f2e3d4c/   when (UTC), and the first letters of the office's identity
        office.liaison                  SQLite's online backup, encrypted with the same key as the file is
        office.keys                     the wrapped keys, as they were: passwords and data key are those of that day
        attachments.txt                 address and size of each attachment
        manifest.json                   version, when, counts, sizes, SHA-256 of each part, whether it was checked
    attachments/1f/1f2e…                all attachments that a backup here names

While it is made it is `.liaison-….part`; it gets its name when it is whole and on the disk, and counts once it was
opened and checked. The copies that are made before an upgrade (`before-upgrade-….liaison`) are another thing: they stay
as they are, and neither lists nor rules here touch them.
"""

from app.backups.check import BackupDamaged, Secrets, is_of_other_key, secrets_of, verify_backup
from app.backups.heads import known_heads
from app.backups.keeping import is_due, is_late, is_overdue, keep, newest_of
from app.backups.make import Source, make_backup, prune
from app.backups.manifest import Backup, Manifest, list_backups, look_at
from app.backups.place import chosen_folder, folder_of, known_folder, place_warning, remember_folder
from app.backups.restoring import AttachmentsLost, Restored, Unlocked, restore, unlock_backup
from app.backups.swap import Swapped, finish_swap, restore_here, swap_in

__all__ = [
    "AttachmentsLost",
    "Backup",
    "BackupDamaged",
    "Manifest",
    "Restored",
    "Secrets",
    "Source",
    "Swapped",
    "Unlocked",
]
__all__ += ["chosen_folder", "finish_swap", "folder_of", "is_due", "is_late", "is_overdue", "keep", "known_folder"]
__all__ += ["known_heads"]
__all__ += [
    "is_of_other_key",
    "list_backups",
    "look_at",
    "make_backup",
    "newest_of",
    "place_warning",
    "prune",
    "remember_folder",
]
__all__ += ["restore", "restore_here", "secrets_of", "swap_in", "unlock_backup", "verify_backup"]
