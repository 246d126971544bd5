package dev.relievo.stream;

import java.util.Locale;

/** Why a record was shed. */
enum ShedReason {

  /** Nobody waits for it any more. */
  STALE("its deadline had passed when its turn came"),

  /** Whoever waits for it is better served by a newer one. */
  SUPERSEDED("a newer frame of its camera had come when its turn came");

  private final String message;

  ShedReason(String message) {
    this.message = message;
  }

  /** For a person. */
  String message() {
    return message;
  }

  /** For meters. */
  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
