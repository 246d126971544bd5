package dev.relievo.chaos;

import java.util.Locale;

/** Kafka Streams' processing guarantees. */
enum Guarantee {
  AT_LEAST_ONCE,
  EXACTLY_ONCE_V2;

  /** As {@code relievo.kafka.processing-guarantee} has it. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a repetition is a fault. */
  boolean once() {
    return this == EXACTLY_ONCE_V2;
  }
}
