package dev.relievo.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/** Starts the application; only {@code serve} opens the HTTP port (health and metrics). */
@QuarkusMain
public final class Relievo {

  private Relievo() {}

  /** The process's entry; exits with one of {@link ExitCode}. */
  public static void main(String... args) {
    if (Arrays.asList(args).contains("serve")) {
      System.setProperty("quarkus.http.host-enabled", "true");
    }
    Quarkus.run(RelievoApplication.class, args);
  }
}
