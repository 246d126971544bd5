package dev.relievo.stream;

/** The cluster does not answer, refuses, or lacks a topic. */
public final class KafkaUnavailableException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private KafkaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  KafkaUnavailableException(String message) {
    super(message);
  }

  static KafkaUnavailableException at(String bootstrapServers, Throwable cause) {
    return new KafkaUnavailableException(
        "Kafka at " + bootstrapServers + " does not do as asked: " + cause.getMessage(), cause);
  }
}
