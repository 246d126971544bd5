package dev.relievo.stream;

/** An option has a value that it cannot have; the message names it. */
public final class InvalidOptionException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidOptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
