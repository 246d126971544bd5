package dev.relievo.cli;

import java.util.OptionalInt;

/**
 * The launcher's entry: what needs neither configuration nor a cluster is answered without starting
 * Quarkus, which takes most of the time of a short command. {@link Relievo} answers the same, and
 * all the rest.
 */
public final class Start {

  private Start() {}

  /** The process's entry; exits with one of {@link ExitCode}. */
  public static void main(String... args) {
    OptionalInt done = PlainCommands.execute(args);
    if (done.isPresent()) {
      System.exit(done.getAsInt());
    }
    Relievo.main(args);
  }
}
