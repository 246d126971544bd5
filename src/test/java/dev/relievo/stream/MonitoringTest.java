package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of {@code monitoring} by themselves; whether their queries have answers is the chain's
 * test.
 */
class MonitoringTest {

  private static final Path FOLDER = Path.of("monitoring");
  private static final int GRID = 24;

  @TempDir Path folder;

  @Test
  void shouldHaveDashboardsThatGrafanaCanPlace() throws IOException {
    Set<String> uids = new HashSet<>();
    for (Path file : Monitoring.dashboards(FOLDER)) {
      JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
      assertThat(dashboard.path("title").asText()).as(file.toString()).isNotEmpty();
      assertThat(uids.add(dashboard.path("uid").asText())).as("uid of " + file).isTrue();
      Set<Integer> ids = new HashSet<>();
      Set<List<Integer>> cells = new HashSet<>();
      for (JsonNode panel : dashboard.path("panels")) {
        String where = file.getFileName() + ": " + panel.path("title").asText();
        assertThat(ids.add(panel.path("id").asInt())).as("id of " + where).isTrue();
        assertThat(occupy(panel.path("gridPos"), cells)).as("room of " + where).isTrue();
        assertThat(isRow(panel) || !panel.path("description").asText().isEmpty())
            .as("description of " + where)
            .isTrue();
        assertThat(isRow(panel) || panel.path("targets").size() > 0).as(where).isTrue();
      }
      assertThat(ids).hasSizeGreaterThan(10);
    }
    assertThat(uids).contains("relievo-overview", "relievo-stage");
  }

  private static boolean isRow(JsonNode panel) {
    return panel.path("type").asText().equals("row");
  }

  /** False where a cell is taken, or beside the grid. */
  private static boolean occupy(JsonNode at, Set<List<Integer>> cells) {
    boolean free = at.path("w").asInt() > 0 && at.path("h").asInt() > 0;
    for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
      for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
        free &= x < GRID && cells.add(List.of(x, y));
      }
    }
    return free;
  }

  @Test
  void shouldProvisionWhatThereIs() throws IOException {
    Path provisioning = FOLDER.resolve("grafana/provisioning");
    JsonNode source =
        Monitoring.yaml(provisioning.resolve("datasources/prometheus.yml")).at("/datasources/0");
    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    JsonNode provider =
        Monitoring.yaml(provisioning.resolve("dashboards/relievo.yml")).at("/providers/0");
    assertThat(provider.at("/options/path").asText()).endsWith("/dashboards");
  }

  @Test
  void shouldScrapeEveryStageWhereItIsServed() throws IOException {
    JsonNode prometheus = Monitoring.yaml(FOLDER.resolve("prometheus.yml"));
    assertThat(prometheus.at("/rule_files/0").asText()).isEqualTo("alerts.yml");
    JsonNode job = prometheus.at("/scrape_configs/0");
    assertThat(job.path("job_name").asText()).isEqualTo("relievo");
    List<String> names = new ArrayList<>();
    job.at("/dns_sd_configs/0/names").forEach(name -> names.add(name.asText()));
    assertThat(names).containsExactlyElementsOf(Chain.STAGES);
  }

  @Test
  void shouldSayInEachAlertWhatItMeansAndHowBadItIs() throws IOException {
    Set<String> names = new HashSet<>();
    for (JsonNode rule : Monitoring.yaml(FOLDER.resolve("alerts.yml")).at("/groups/0/rules")) {
      String name = rule.path("alert").asText();
      assertThat(names.add(name)).as(name).isTrue();
      assertThat(rule.at("/labels/severity").asText()).as(name).isIn("critical", "warning", "info");
      assertThat(rule.at("/annotations/summary").asText()).as(name).isNotEmpty();
      assertThat(rule.at("/annotations/description").asText()).as(name).isNotEmpty();
    }
    assertThat(names).hasSizeGreaterThan(10);
  }

  @Test
  void shouldPassPrometheusOwnChecksWhereTheyAreInstalled() throws Exception {
    assumeTrue(isInstalled("promtool"), "no promtool (Debian: apt install prometheus)");
    promtool("check", "config", "prometheus.yml");
    promtool("test", "rules", "alerts-test.yml");
    promtool("check", "rules", asRules(Monitoring.queries(FOLDER)).toString());
  }

  /** The queries of dashboards too, as rules, whose syntax promtool knows how to check. */
  private Path asRules(List<Monitoring.Query> queries) throws IOException {
    List<Map<String, String>> rules = new ArrayList<>();
    for (Monitoring.Query query : queries) {
      rules.add(Map.of("record", "query:" + rules.size(), "expr", query.expression()));
    }
    Path file = folder.resolve("queries.yml").toAbsolutePath();
    Map<String, Object> group = Map.of("name", "queries", "rules", rules);
    new ObjectMapper().writeValue(file.toFile(), Map.of("groups", List.of(group)));
    return file;
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> new File(folder, program).canExecute());
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
