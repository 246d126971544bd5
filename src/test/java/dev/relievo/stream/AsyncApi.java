package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** The AsyncAPI 3 document of the topics, their records and who writes and reads them. */
final class AsyncApi {

  private static final String HEAD =
      """
      # Made from the code: mvn test -Dtest=TopologyDocsTest -Drelievo.docs.write=true
      """;

  private static final Map<String, String> HEADERS =
      Map.of(
          StageHeaders.CAPTURED_AT, "Microseconds since 1970 by the publisher's clock, decimal.",
          StageHeaders.SEQUENCE, "Of the frame, decimal.",
          StageHeaders.DEADLINE,
              "Microseconds since 1970, decimal; on frames by the publisher's clock, from detect on by"
                  + " the brokers'.",
          StageHeaders.TRACEPARENT, "W3C trace context.",
          StageHeaders.REPLAYS,
              "How often the record, or one that it came from, was replayed; absent if never.",
          StageHeaders.REPLAY_OF,
              "Where the record lay that was replayed, topic/partition/offset.");

  private final int partitions;

  /**
   * A document.
   *
   * @param partitions of every topic, by default
   */
  AsyncApi(int partitions) {
    this.partitions = partitions;
  }

  String yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setWidth(120);
    return HEAD + new Yaml(options).dump(document());
  }

  private Map<String, Object> document() {
    Map<String, Object> channels = new LinkedHashMap<>();
    Map<String, Object> messages = new LinkedHashMap<>();
    for (Topic<?> topic : Topics.all()) {
      channels.put(id(topic), channel(topic));
      messages.putIfAbsent(type(topic), message(topic));
    }
    return map(
        "asyncapi", "3.0.0",
        "info", info(),
        "defaultContentType", "avro/binary",
        "servers", map("local", map("host", "localhost:9092", "protocol", "kafka")),
        "channels", channels,
        "operations", operations(),
        "components", map("messages", messages));
  }

  private static Map<String, Object> info() {
    return map(
        "title",
        "Relievo",
        "version",
        "0.1.0",
        "description",
        "Camera frames in, 3D faces out. Values are Avro in its single-object encoding; the"
            + " key of every record is the camera's id in UTF-8.",
        "license",
        map("name", "Apache-2.0"));
  }

  private Map<String, Object> channel(Topic<?> topic) {
    return map(
        "address", topic.name(),
        "description", topic.codec().schema().getDoc(),
        "messages", map(type(topic), reference("#/components/messages/" + type(topic))),
        "bindings",
            map(
                "kafka",
                map(
                    "topic",
                    topic.name(),
                    "partitions",
                    partitions,
                    "topicConfiguration",
                    map(
                        "cleanup.policy", List.of("delete"),
                        "retention.ms", topic.retention().toMillis(),
                        "max.message.bytes", topic.maxMessageBytes()),
                    "bindingVersion",
                    "0.5.0")));
  }

  private static Map<String, Object> message(Topic<?> topic) {
    Schema schema = topic.codec().schema();
    int version = SchemaHistory.of(schema.getName()).size();
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String name : headers()) {
      properties.put(name, map("type", "string", "description", HEADERS.get(name)));
    }
    return map(
        "name", schema.getFullName(),
        "contentType", "avro/binary",
        "headers", map("type", "object", "properties", properties),
        "payload",
            map(
                "schemaFormat",
                "application/vnd.apache.avro+json;version=1.9.0",
                "schema",
                reference("../schemas/history/%s/%d.avsc".formatted(schema.getName(), version))),
        "bindings",
            map(
                "kafka",
                map(
                    "key",
                    map("type", "string", "description", "The camera's id."),
                    "bindingVersion",
                    "0.5.0")));
  }

  /** The headers that there are, each of which must be described here. */
  private static Set<String> headers() {
    Set<String> names = new TreeSet<>();
    for (Field field : StageHeaders.class.getFields()) {
      try {
        names.add((String) field.get(null));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    assertThat(HEADERS.keySet()).isEqualTo(names);
    return names;
  }

  private static Map<String, Object> operations() {
    Map<String, Object> operations = new LinkedHashMap<>();
    for (String stage : Chain.STAGES) {
      StageDefinition<?, ?, ?> definition = Chain.definition(stage);
      operations.put(
          stage + "-reads", operation("receive", definition.source(), definition.applicationId()));
      Map<String, Topic<?>> written = new LinkedHashMap<>();
      written.put("-writes", definition.sink());
      written.put("-answers", definition.results());
      written.put("-cannot-read", definition.deadLetters());
      written.forEach(
          (verb, topic) ->
              operations.put(stage + verb, operation("send", topic, definition.applicationId())));
    }
    return operations;
  }

  private static Map<String, Object> operation(String action, Topic<?> topic, String who) {
    Map<String, Object> operation =
        map("action", action, "channel", reference("#/channels/" + id(topic)));
    if (action.equals("receive")) {
      operation.put(
          "bindings",
          map(
              "kafka",
              map(
                  "groupId",
                  map("type", "string", "enum", new ArrayList<>(List.of(who))),
                  "bindingVersion",
                  "0.5.0")));
    }
    return operation;
  }

  private static String id(Topic<?> topic) {
    return topic.name().substring("relievo.".length());
  }

  private static String type(Topic<?> topic) {
    return topic.type().getSimpleName();
  }

  private static Map<String, Object> reference(String to) {
    return map("$ref", to);
  }

  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
