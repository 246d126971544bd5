package dev.relievo.stream;

/** A topic is there already with other properties than asked for. */
public final class TopicConflictException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TopicConflictException(String message) {
    super(message);
  }
}
