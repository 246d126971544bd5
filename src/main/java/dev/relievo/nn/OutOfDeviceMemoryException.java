package dev.relievo.nn;

/**
 * There is not even memory for a single item, and not for a dummy either: whatever comes next will
 * fail as well, so it is not the item's fault.
 */
public final class OutOfDeviceMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OutOfDeviceMemoryException(Throwable cause) {
    super("there is no memory for a single item: " + cause, cause);
  }
}
