package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.logging.json.runtime.JsonFormatter;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is seen of the chain from outside: metrics, traces and logs of one run of all stages. */
@QuarkusTest
@TestProfile(WatchedChainTest.Served.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchedChainTest {

  /** As {@code relievo serve} runs. */
  public static final class Served implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.http.host-enabled", "true", "relievo.log.json", "true");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Inject MeterRegistry registry;
  @Inject @Readiness StagesReadiness readiness;

  @TestHTTPResource("/metrics")
  URL metrics;

  @TestHTTPResource("/health/ready")
  URL ready;

  private WatchedChain chain;
  private LogLines logs;
  private Scrape scrape;

  @BeforeAll
  void run() throws Exception {
    logs = new LogLines();
    chain = new WatchedChain(registry, Map.of("relievo.kafka.commit-interval", "100ms"));
    readiness.of(chain.runner(), Chain.STAGES);
    chain.run();
    await().atMost(PATIENCE).until(() -> lag(Scrape.of(read(metrics))) == 0);
    scrape = Scrape.of(read(metrics));
  }

  private static double lag(Scrape scrape) {
    return scrape.sum("relievo_stage_lag_records", Map.of());
  }

  @AfterAll
  void stop() {
    chain.close();
    logs.close();
  }

  private static String read(URL url) throws IOException {
    try (InputStream in = url.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldSayThatItIsReady() throws Exception {
    assertThat(read(ready)).contains("\"status\": \"UP\"").contains("\"mesh\": \"RUNNING\"");
    for (String stage : Chain.STAGES) {
      assertThat(value("relievo_stage_ready", "stage", stage)).isEqualTo(1);
      assertThat(value("relievo_stage_state", "stage", stage, "state", "running")).isEqualTo(1);
      assertThat(value("relievo_stage_state", "stage", stage))
          .as("states of " + stage)
          .isEqualTo(1);
    }
  }

  @Test
  void shouldCountWhatBecameOfEachRecord() {
    assertThat(records("detect", "done")).isEqualTo(4);
    assertThat(records("detect", "failed")).isEqualTo(2);
    assertThat(records("detect", "dead")).isEqualTo(WatchedChain.LETTERS);
    assertThat(records("regress", "failed")).isEqualTo(2);
    assertThat(records("mesh", "done")).isEqualTo(3);
    assertThat(value("relievo_stage_failed_total", "stage", "detect", "reason", "corrupt"))
        .isEqualTo(1);
    assertThat(value("relievo_stage_failed_total", "stage", "detect", "reason", "internal"))
        .isEqualTo(1);
    assertThat(value("relievo_stage_failed_total", "reason", "not_converged")).isEqualTo(2);
    assertThat(value("relievo_stage_dead_letters_total", "reason", "invalid_record"))
        .isEqualTo(WatchedChain.LETTERS);
    assertThat(value("relievo_stage_shed_total")).isZero();
  }

  private double records(String stage, String outcome) {
    return value("relievo_stage_records_seconds_count", "stage", stage, "outcome", outcome);
  }

  private double value(String name, String... labels) {
    Map<String, String> wanted = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    return scrape.sum(name, wanted);
  }

  @Test
  void shouldMeasureTheTimeFromCaptureAtEachStage() {
    String count = "relievo_capture_latency_seconds_count";
    assertThat(value(count, "stage", "detect", "outcome", "done")).isEqualTo(4);
    assertThat(value(count, "stage", "mesh", "outcome", "done")).isEqualTo(3);
    String sum = "relievo_capture_latency_seconds_sum";
    double slowest = Duration.ofHours(1).toSeconds();
    assertThat(value(sum, "stage", "mesh", "outcome", "done")).isPositive().isLessThan(slowest);
    assertThat(value("relievo_capture_unknown_total", "stage", "detect"))
        .as("poison has no capture time")
        .isEqualTo(WatchedChain.LETTERS);
    assertThat(value("relievo_capture_unknown_total", "stage", "mesh")).isZero();
  }

  @Test
  void shouldMeasureBatches() {
    assertThat(value("relievo_batch_size_sum", "stage", "mesh")).isEqualTo(3);
    assertThat(value("relievo_batch_size_bucket", "stage", "mesh", "le", "64.0"))
        .isEqualTo(value("relievo_batch_size_count", "stage", "mesh"));
    assertThat(value("relievo_batch_queue_seconds_count", "stage", "mesh")).isEqualTo(3);
    assertThat(value("relievo_batch_latency_seconds_sum", "stage", "detect")).isPositive();
    assertThat(value("relievo_stage_outputs_sum", "stage", "detect")).isEqualTo(WatchedChain.FACES);
  }

  @Test
  void shouldMeasureMemory() {
    double used = value("relievo_device_memory_used_bytes", "device", "cpu");
    assertThat(used).isGreaterThan(50e6);
    assertThat(value("relievo_device_memory_limit_bytes", "device", "cpu")).isGreaterThan(used);
    assertThat(value("jvm_memory_used_bytes", "area", "heap")).isPositive();
  }

  @Test
  void shouldNameNoCameraInAnyLabel() {
    for (String name : scrape.names()) {
      assertThat(scrape.series(name))
          .as(name)
          .hasSizeLessThan(600)
          .allSatisfy(
              sample -> assertThat(sample.labels().toString()).doesNotContain(WatchedChain.CAMERA));
    }
  }

  @Test
  void shouldDocumentEveryMeterAndNoOther() throws Exception {
    String document = Files.readString(Path.of("topology-docs/metrics.md"));
    Set<String> documented =
        Pattern.compile("^\\| `(relievo_\\w+)`", Pattern.MULTILINE)
            .matcher(document)
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> said = new TreeSet<>(scrape.helps().keySet());
    said.removeIf(name -> !name.startsWith("relievo_") || name.endsWith("_max"));
    assertThat(documented).isEqualTo(said);
    Matcher kafka = Pattern.compile("`((?:kafka|jvm|process)_\\w+)`").matcher(document);
    while (kafka.find()) {
      assertThat(scrape.names()).contains(kafka.group(1));
    }
  }

  @Test
  void shouldShowAndAlertOnlyByWhatIsMeasured() throws Exception {
    List<Monitoring.Query> queries = Monitoring.queries(Path.of("monitoring"));
    assertThat(queries).hasSizeGreaterThan(40);
    for (Monitoring.Query query : queries) {
      assertThat(query.problems(scrape)).as(query.where() + ": " + query.expression()).isEmpty();
    }
  }

  @Test
  void shouldFindAQueryThatAsksForWhatIsNotMeasured() {
    assertThat(problems("sum(relievo_stage_unready)")).hasSize(1);
    assertThat(problems("relievo_stage_ready{phase=\"detect\"}")).hasSize(1);
    assertThat(problems("relievo_stage_ready{stage=\"detekt\"}")).hasSize(1);
    assertThat(problems("sum by (phase) (rate(relievo_stage_failed_total[5m]))")).hasSize(1);
    assertThat(problems("sum by (stage) (relievo_stage_ready{stage=~\"de.*\"}) > 0.5")).isEmpty();
  }

  private List<String> problems(String expression) {
    return new Monitoring.Query("here", expression, Set.of()).problems(scrape);
  }

  @Test
  void shouldMakeOneTraceOfAFrameOverAllStages() {
    SpanData start =
        named("publish frame").stream()
            .filter(span -> trace(span).size() == 1 + 2 * Chain.STAGES.size())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no frame went through: " + chain.spans()));
    assertThat(start.getParentSpanContext().isValid()).isFalse();
    SpanData parent = start;
    for (String stage : Chain.STAGES) {
      SpanData span = only(parent, stage + " process");
      assertThat(span.getAttributes().asMap())
          .containsEntry(StageSpans.STAGE, stage)
          .containsEntry(StageSpans.TOPIC, Chain.definition(stage).source().name())
          .containsEntry(StageSpans.BATCH_SIZE, 1L)
          .containsEntry(StageSpans.OUTCOME, "done")
          .containsKeys(StageSpans.PARTITION, StageSpans.OFFSET);
      assertThat(only(span, stage + " batch").getAttributes().get(StageSpans.BATCH_SIZE))
          .isEqualTo(1);
      parent = span;
    }
  }

  @Test
  void shouldTraceWhyARecordEnded() {
    assertThat(named("detect process"))
        .extracting(
            span -> span.getAttributes().get(StageSpans.OUTCOME),
            span -> span.getAttributes().get(StageSpans.REASON))
        .contains(tuple("failed", "corrupt"), tuple("failed", "internal"))
        .contains(tuple("dead", "invalid_record"));
    assertThat(named("detect batch"))
        .as("the batch of the defect")
        .anyMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
  }

  private List<SpanData> named(String name) {
    return chain.spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  private List<SpanData> trace(SpanData of) {
    return chain.spans().stream()
        .filter(span -> span.getTraceId().equals(of.getTraceId()))
        .toList();
  }

  private SpanData only(SpanData parent, String name) {
    List<SpanData> children =
        named(name).stream()
            .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
            .toList();
    assertThat(children).as(name + " in " + parent.getName()).hasSize(1);
    return children.get(0);
  }

  @Test
  void shouldNeitherLogNorTracePictures() {
    assertThat(logs.text()).isNotEmpty();
    Stream.of(
            logs.text().stream(),
            logs.json().stream(),
            chain.spans().stream().map(SpanData::toString))
        .flatMap(lines -> lines)
        .forEach(WatchedChainTest::assertShowsNoPicture);
  }

  /** Neither as it is, nor in base 64 from any byte on, nor as numbers. */
  private static void assertShowsNoPicture(String line) {
    byte[] secret = WatchedChain.SECRET.getBytes(StandardCharsets.UTF_8);
    List<String> codings = new ArrayList<>();
    for (int from = 0; from + 12 <= secret.length; from++) {
      byte[] part = Arrays.copyOfRange(secret, from, from + 12);
      codings.add(new String(part, StandardCharsets.UTF_8));
      codings.add(Base64.getEncoder().withoutPadding().encodeToString(part));
      codings.add(HexFormat.of().formatHex(part));
      codings.add(Arrays.toString(part).replaceAll("[\\[\\]]", ""));
    }
    assertThat(line).doesNotContain(codings.toArray(String[]::new));
    assertThat(line).doesNotContainPattern("[A-Za-z0-9+/]{200}");
  }

  @Test
  void shouldFindAPictureInALine() {
    byte[] picture = ("x" + WatchedChain.SECRET).getBytes(StandardCharsets.UTF_8);
    for (String line :
        List.of(
            "bytes " + Base64.getEncoder().encodeToString(picture),
            "bytes " + Arrays.toString(picture),
            "bytes " + HexFormat.of().formatHex(picture))) {
      assertThatThrownBy(() -> assertShowsNoPicture(line)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void shouldLogInJsonWhichRecordALineIsAbout() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : logs.json()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines)
        .filteredOn(line -> line.path("message").asText().startsWith("detect failed on"))
        .singleElement()
        .satisfies(
            line -> {
              JsonNode about = line.path("mdc");
              assertThat(about.path("stage").asText()).isEqualTo("detect");
              assertThat(about.path("camera").asText()).isEqualTo(WatchedChain.CAMERA);
              assertThat(about.path("sequence").asText()).isEqualTo("5");
              assertThat(named("publish frame"))
                  .extracting(SpanData::getTraceId)
                  .contains(about.path("traceId").asText());
            });
    assertThat(lines)
        .filteredOn(line -> line.path("message").asText().contains("cannot use"))
        .hasSize(WatchedChain.LETTERS);
  }

  @Test
  void shouldSwitchTheConsoleToJson() {
    assertThat(handlers(LogContext.getLogContext().getLogger("").getHandlers()))
        .filteredOn(handler -> handler instanceof ConsoleHandler)
        .extracting(Handler::getFormatter)
        .hasOnlyElementsOfType(JsonFormatter.class)
        .isNotEmpty();
  }

  /** These, and those behind them. */
  private static List<Handler> handlers(Handler... handlers) {
    List<Handler> all = new ArrayList<>(List.of(handlers));
    for (Handler handler : handlers) {
      if (handler instanceof ExtHandler outer) {
        all.addAll(handlers(outer.getHandlers()));
      }
    }
    return all;
  }
}
