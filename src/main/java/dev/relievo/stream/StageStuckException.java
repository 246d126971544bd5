package dev.relievo.stream;

/**
 * A stage that cannot run at all, as opposed to one that fails on a record: it gave no result in
 * time, or the virtual machine or a native library failed it. The record stays uncommitted, and the
 * process should give its partitions to another one.
 */
public final class StageStuckException extends RuntimeException {

  private static final long serialVersionUID = 1;

  StageStuckException(String message, Throwable cause) {
    super(message, cause);
  }
}
