package dev.relievo.stream;

/** An option is missing, out of its range, or contradicts another; the message names it. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** With a message for a person; no secret in it. */
  public SettingsException(String message) {
    super(message);
  }
}
