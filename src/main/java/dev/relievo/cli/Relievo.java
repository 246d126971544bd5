package dev.relievo.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Starts the application; only {@code serve}, {@code view} and {@code demo --view} open the HTTP
 * port, and those with the viewer have the configuration profile {@code viewer}.
 */
@QuarkusMain
public final class Relievo {

  private static final String PROFILE = "quarkus.profile";

  private Relievo() {}

  /** The process's entry; exits with one of {@link ExitCode}. */
  public static void main(String... args) {
    List<String> words = Arrays.asList(args);
    if (isCommand("serve", words) || isViewed(words)) {
      System.setProperty("quarkus.http.host-enabled", "true");
    }
    if (isViewed(words) && System.getProperty(PROFILE) == null) {
      System.setProperty(PROFILE, "prod,viewer");
    }
    Quarkus.run(RelievoApplication.class, args);
  }

  private static boolean isCommand(String name, List<String> words) {
    return words.stream()
        .filter(word -> !word.startsWith("-"))
        .findFirst()
        .equals(Optional.of(name));
  }

  /** Whether the command line asks for the viewer, as the commands themselves read it. */
  static boolean isViewed(List<String> words) {
    if (isCommand("view", words)) {
      return true;
    }
    if (isCommand("serve", words)) {
      boolean embedded = words.contains("--embedded") && !words.contains("--no-view");
      return embedded || words.contains("--view");
    }
    return isCommand("demo", words) && words.contains("--view");
  }
}
