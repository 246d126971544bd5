package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that any release wrote are readable by any other. */
class SchemaHistoryTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One topic a record type. */
  static Stream<Topic<?>> topics() {
    Map<String, Topic<?>> byType = new TreeMap<>();
    Topics.onBroker().forEach(topic -> byType.put(topic.type().getSimpleName(), topic));
    return byType.values().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldKeepTheCurrentSchemaAsTheNewestVersion(Topic<?> topic) throws IOException {
    Schema current = topic.codec().schema();
    List<Schema> history = SchemaHistory.of(current.getName());
    boolean kept =
        !history.isEmpty() && fingerprint(history.get(history.size() - 1)) == fingerprint(current);
    if (!kept) {
      fail(
          current.getName()
              + " changed. If that is meant, copy "
              + proposeVersion(topic, history.size() + 1)
              + " over the repository: the schema goes to schemas/history, its golden record to"
              + " src/test/resources/golden. Versions of past releases stay as they are.");
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldBeCompatibleBothWaysWithEveryVersion(Topic<?> topic) throws Exception {
    Schema current = topic.codec().schema();
    List<Schema> history = SchemaHistory.of(current.getName());
    assertThat(history).isNotEmpty();

    new SchemaValidatorBuilder().mutualReadStrategy().validateAll().validate(current, history);
  }

  @ParameterizedTest
  @MethodSource("topics")
  void shouldDecodeTheGoldenRecordOfEveryVersion(Topic<?> topic) throws Exception {
    String name = topic.codec().schema().getName();
    List<Schema> history = SchemaHistory.of(name);
    for (int version = 1; version <= history.size(); version++) {
      JsonNode decoded =
          JSON.readTree(topic.codec().decode(golden(name, version + ".bin")).toString());
      JsonNode written = JSON.readTree(golden(name, version + ".json"));
      assertContains(decoded, written, name + " version " + version);
    }
  }

  /** Fields may have been added since; none may be lost or changed. */
  private static void assertContains(JsonNode decoded, JsonNode written, String where) {
    if (!written.isObject()) {
      assertThat(decoded).as(where).isEqualTo(written);
      return;
    }
    written
        .fieldNames()
        .forEachRemaining(
            field ->
                assertContains(
                    decoded.path(field), written.get(field), where + ", field " + field));
  }

  private static byte[] golden(String name, String file) throws IOException {
    String resource = "/golden/" + name + "/" + file;
    try (InputStream in = SchemaHistoryTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return in.readAllBytes();
    }
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** Writes what the repository would have to hold, in the repository's layout. */
  private static <T extends SpecificRecord> Path proposeVersion(Topic<T> topic, int version)
      throws IOException {
    Path root = Path.of("target", "schema-proposal");
    String name = topic.codec().schema().getName();
    T sample = topic.type().cast(SampleRecords.of(topic.type()));
    Path schema = Files.createDirectories(root.resolve("schemas/history/" + name));
    Path golden = Files.createDirectories(root.resolve("src/test/resources/golden/" + name));
    Files.writeString(
        schema.resolve(version + ".avsc"),
        JSON.readTree(topic.codec().schema().toString()).toPrettyString() + "\n");
    Files.write(golden.resolve(version + ".bin"), topic.codec().encode(sample));
    Files.writeString(golden.resolve(version + ".json"), sample + "\n");
    return root;
  }
}
