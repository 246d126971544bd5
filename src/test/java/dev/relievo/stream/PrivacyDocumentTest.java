package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** PRIVACY.md says of every topic how long it is kept. */
class PrivacyDocumentTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `(relievo\\.[a-z.-]+)` \\| [^|]+ \\| (\\d+) min \\| [^|]+ \\|$");

  @Test
  void shouldListEveryTopicWithItsRetention() throws Exception {
    Map<String, Duration> documented = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("PRIVACY.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), Duration.ofMinutes(Long.parseLong(row.group(2))));
      }
    }
    Map<String, Duration> actual = new LinkedHashMap<>();
    Topics.all().forEach(topic -> actual.put(topic.name(), topic.retention()));
    assertThat(documented).isEqualTo(actual);
  }
}
