package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say in one place and mean in another. */
class PagesTest {

  private static final Path PAGES = Path.of("src/main/resources/META-INF/resources");
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  @Test
  void shouldAllowTheImportMapByItsHash() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(importMap().getBytes(StandardCharsets.UTF_8));
    String properties = Files.readString(Path.of("src/main/resources/application.properties"));

    assertThat(properties).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
  }

  @Test
  void shouldNameTheVersionOfThreeThatIsOnTheClassPath() throws IOException {
    Matcher addresses = Pattern.compile("\"(/webjars/[^\"]+)\"").matcher(importMap());
    List<String> found = addresses.results().map(m -> m.group(1)).toList();

    assertThat(found).hasSize(2);
    assertThat(found)
        .allSatisfy(
            address ->
                assertThat(getClass().getResource("/META-INF/resources" + fileOf(address)))
                    .isNotNull());
  }

  /** A folder is there where a file of it is. */
  private static String fileOf(String address) {
    return address.endsWith("/") ? address + "loaders/GLTFLoader.js" : address;
  }

  private static String importMap() throws IOException {
    Matcher map = IMPORT_MAP.matcher(Files.readString(PAGES.resolve("index.html")));
    assertThat(map.find()).isTrue();
    return map.group(1);
  }

  @Test
  void shouldAskNobodyElseForAnything() throws IOException {
    try (Stream<Path> files = Files.walk(PAGES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                Pattern.compile("https?://[^\\s\"'`)<]+")
                    .matcher(Files.readString(file))
                    .results()
                    .map(m -> URI.create(m.group()).getHost())
                    // The name of a format, not an address that is asked.
                    .filter(host -> !host.equals("www.w3.org")))
            .as("hosts in %s", file)
            .isEmpty();
      }
    }
  }
}
