package dev.relievo.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine; none is downloaded. It draws 3D on the processor. */
final class Chromium implements AutoCloseable {

  private static final List<String> ALWAYS =
      List.of("--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist");

  private final Playwright playwright;

  Chromium() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  /** Where it is: {@code CHROMIUM}, or where packages put it. */
  static Optional<Path> path() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("CHROMIUM")),
            Stream.of(
                "/usr/bin/chromium",
                "/usr/bin/chromium-browser",
                "/usr/bin/google-chrome",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param more further arguments
   */
  Browser launch(String... more) {
    List<String> arguments = new ArrayList<>(ALWAYS);
    arguments.addAll(List.of(more));
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(path().orElseThrow())
                // Containers, where CI runs, give it none; it sees nothing but this server.
                .setChromiumSandbox(false)
                .setArgs(arguments));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
