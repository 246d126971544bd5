package dev.relievo.stream;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
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
            : "Kafka at " + bootstrapServers + refusal(cause),
        cause);
  }

  /** Why, and what helps: who may not come in is told apart from who may not do what it asks. */
  private static String refusal(Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof SslAuthenticationException) {
        return " is not trusted: "
            + root(e).getMessage()
            + "; relievo.kafka.security.trust-certificates names the certificates that vouch for it";
      }
      if (e instanceof AuthenticationException) {
        return " does not accept the user: "
            + e.getMessage()
            + "; see relievo.kafka.security.username and its password";
      }
      if (e instanceof AuthorizationException) {
        return " refuses: " + e.getMessage() + "; relievo acls shows what each user needs";
      }
    }
    return ": " + root(cause).getMessage();
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
