package dev.relievo.stream;

import org.apache.kafka.common.errors.TimeoutException;

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
    boolean silent = cause instanceof TimeoutException;
    return new KafkaUnavailableException(
        silent
            ? "Kafka at " + bootstrapServers + " does not answer; is it running, and reachable?"
            : "Kafka at " + bootstrapServers + ": " + root(cause).getMessage(),
        cause);
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
