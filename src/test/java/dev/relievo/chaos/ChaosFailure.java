package dev.relievo.chaos;

/** A scenario that did not go as it must; the message says what did not happen. */
final class ChaosFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  ChaosFailure(String message) {
    super(message);
  }
}
