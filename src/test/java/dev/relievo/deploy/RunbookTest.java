package dev.relievo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whoever an alert wakes finds what to do. */
class RunbookTest {

  @Test
  void shouldSayWhatToDoAboutEachAlertAndAboutNoOther() throws IOException {
    Set<String> alerts = new TreeSet<>();
    for (Object group :
        Yamls.list(Yamls.documents(Path.of("monitoring/alerts.yml")).get(0).get("groups"))) {
      for (Object rule : Yamls.list(Yamls.map(group).get("rules"))) {
        alerts.add(String.valueOf(Yamls.map(rule).get("alert")));
      }
    }
    assertThat(alerts).isNotEmpty();

    List<String> headings =
        Files.readAllLines(Path.of("topology-docs/runbook.md")).stream()
            .filter(line -> line.startsWith("## Relievo"))
            .map(line -> line.substring(3))
            .toList();
    assertThat(headings).containsExactlyInAnyOrderElementsOf(alerts);
  }
}
