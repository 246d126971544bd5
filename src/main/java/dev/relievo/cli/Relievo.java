package dev.relievo.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/**
 * Starts the application; only {@code serve}, {@code view} and {@code demo --view} open the HTTP
 * port.
 */
@QuarkusMain
public final class Relievo {

  private Relievo() {}

  /** The process's entry; exits with one of {@link ExitCode}. */
  public static void main(String... args) {
    List<String> words = Arrays.asList(args);
    if (words.contains("serve") || words.contains("view") || words.contains("--view")) {
      System.setProperty("quarkus.http.host-enabled", "true");
    }
    Quarkus.run(RelievoApplication.class, args);
  }
}
