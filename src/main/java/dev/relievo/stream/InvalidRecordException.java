package dev.relievo.stream;

import dev.relievo.record.RejectReason;

/** A record's bytes that are not what their topic promises. */
public final class InvalidRecordException extends Exception {

  private final RejectReason reason;

  InvalidRecordException(RejectReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  InvalidRecordException(RejectReason reason, String message) {
    this(reason, message, null);
  }

  /** Why, for machines. */
  public RejectReason reason() {
    return reason;
  }
}
