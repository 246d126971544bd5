package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relievo.record.FaceCrop;
import dev.relievo.stage.Outcome;
import dev.relievo.stream.Chain;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.StageRunner;
import dev.relievo.stream.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import picocli.CommandLine;

/** An operator's day, in order: topics, a record that dies, a look at it, a replay. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorCommandsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String PIXELS = "these are pixels of a face";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final RelievoConfig CONFIG = TestConfig.with(Map.of());
  private static EmbeddedBroker broker;

  private int exitCode;
  private String out;
  private String err;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  @Order(1)
  void shouldDescribeWhatIsMissingThenCreateIt() throws Exception {
    topics("describe", "--partitions=2", "--json");
    assertThat(exitCode).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(JSON.readTree(out).path("topics").path(0).path("present").asBoolean(true)).isFalse();

    topics("create", "--partitions=2");
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    topics("create", "--partitions=2", "--json");
    assertThat(JSON.readTree(out).path("topics").path("relievo.frames").asText())
        .isEqualTo("UNCHANGED");
    topics("describe", "--partitions=2", "--json");
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(JSON.readTree(out).path("asWanted").asBoolean()).isTrue();

    topics("describe", "--partitions=3");
    assertThat(exitCode).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out).contains("relievo.frames: partitions is 2, wanted 3 (relievo topics create)");
    topics("create", "--partitions=1");
    assertThat(exitCode).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(err).contains("2 partitions, which cannot become 1");
  }

  @Test
  @Order(2)
  void shouldListShowAndReplayWithoutEverPrintingAPixel() throws Exception {
    buryARecord();

    letters("list", "--stage=detect", "--since=1h", "--json");
    JsonNode letter = JSON.readTree(out).path("letters").path(0);
    assertThat(letter.path("reason").asText()).isEqualTo("INVALID_RECORD");
    assertThat(letter.path("exceptionClass").asText()).endsWith("InvalidRecordException");
    assertThat(letter.path("replayedAs").isNull()).isTrue();
    String id = letter.path("id").asText();
    String record = letter.path("record").asText();
    letters("list");
    assertThat(out).contains(id, record, "C3 01").doesNotContain(PIXELS);

    letters("show", id);
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out)
        .contains(
            PIXELS.length() + " bytes, not shown",
            "door?[2J",
            "header   captured-at: 1795428930123456")
        .doesNotContain(PIXELS, PIXELS.substring(0, 8), "\u001b");
    letters("show", record, "--json");
    assertThat(JSON.readTree(out).path("source").path("head").asText())
        .as("four bytes")
        .isEqualTo("74 68 65 73");

    letters("replay", "--stage=detect", "--dry-run");
    assertThat(out).contains("1 to replay, 0 gone, 0 refused");
    letters("replay", "--stage=detect", "--dry-run", "--json");
    JsonNode outcome = JSON.readTree(out);
    assertThat(outcome.path("replayed").asInt()).isEqualTo(1);
    assertThat(outcome.path("letters").path(0).path("id").asText()).isEqualTo(id);
    letters("replay", "--stage=detect");
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out).contains("replayed as relievo.frames/", "time 1", "1 replayed");
    letters("replay", "--stage=detect");
    assertThat(out).as("once is enough").contains("0 replayed");
  }

  @Test
  @Order(3)
  void shouldSayWhatIsWrongWithTheQuestion() {
    letters("show", "detect/0/999999");
    assertThat(exitCode).isEqualTo(ExitCode.GONE);
    assertThat(err).contains("no dead letter detect/0/999999");
    letters("show", "yesterday");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    letters("replay");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err).contains("which letters?");
    letters("replay", "detect/0/0", "--all");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    letters("list", "--since=yesterday");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    letters("list", "--reason=BAD_LUCK");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    letters("list", "--stage=detekt");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
  }

  /** One that pictures a face without being a frame, with a key that plays tricks on terminals. */
  private void buryARecord() throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "key.serializer", ByteArraySerializer.class,
            "value.serializer", ByteArraySerializer.class);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>("relievo.frames", utf8("door\u001b[2J"), utf8(PIXELS));
      record.headers().add("captured-at", utf8("1795428930123456"));
      producer.send(record).get();
    }
    KafkaSettings settings = KafkaSettings.of(CONFIG).at(broker.bootstrapServers());
    try (StageRunner runner = new StageRunner(CONFIG, settings, new SimpleMeterRegistry())) {
      runner.start(
          Chain.detect(),
          frames ->
              frames.stream()
                  .<Outcome<FaceCrop>>map(frame -> new Outcome.Done<>(List.of()))
                  .toList());
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                letters("list", "--json");
                return JSON.readTree(out).path("matching").asInt() == 1;
              });
    }
  }

  private void topics(String... arguments) {
    run(new TopicsCommand(), arguments);
  }

  private void letters(String... arguments) {
    run(new DeadLettersCommand(), arguments);
  }

  private void run(Object command, String... arguments) {
    StringWriter printed = new StringWriter();
    StringWriter complained = new StringWriter();
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--kafka=" + broker.bootstrapServers();
    exitCode =
        new CommandLine(configured(command), new Configuring())
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(complained))
            .setExecutionExceptionHandler(new FailureHandler())
            .execute(all);
    out = printed.toString();
    err = complained.toString();
  }

  /** What Quarkus does in the application. */
  private static final class Configuring implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return configured(CommandLine.defaultFactory().create(type));
    }
  }

  private static <K> K configured(K command) {
    for (Field field : command.getClass().getDeclaredFields()) {
      if (field.getType() == RelievoConfig.class) {
        try {
          field.set(command, CONFIG);
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return command;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
