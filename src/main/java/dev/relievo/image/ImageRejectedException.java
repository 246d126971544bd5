package dev.relievo.image;

import dev.relievo.record.RejectReason;

/**
 * An image that cannot be used. Checked, because bad input is expected: whoever decodes owes the
 * sender an answer. The message is for a person, says what to do about it, and never holds image
 * data.
 */
public final class ImageRejectedException extends Exception {

  private static final long serialVersionUID = 1;

  private final RejectReason reason;

  /** A rejection; the message completes the sentence "this file cannot be used: ...". */
  public ImageRejectedException(RejectReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why, for machines. */
  public RejectReason reason() {
    return reason;
  }
}
