"""What goes wrong, by what can be done about it."""


class RetailgenError(Exception):
    """Something failed: the system refused, or a file could not be read or written. Base of the other classes."""


class UsageError(RetailgenError, ValueError):
    """What was asked for cannot be done: an argument will not do, and the message says what would."""


class FolderTakenError(RetailgenError, FileExistsError):
    """A folder holds something that stays untouched: name another one, or allow overwriting where the message offers it."""


class FolderBusyError(RetailgenError, BlockingIOError):
    """Another process writes into the folder: try again later."""
