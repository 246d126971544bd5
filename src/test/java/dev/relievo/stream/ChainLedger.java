package dev.relievo.stream;

import dev.relievo.record.DeadLetter;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * All committed records of the chain's topics, held against its conservation laws: frames = frame
 * results + dead letters of detect; of every later stage, faces in = faces out + faces ended there
 * + dead letters. Sides are compared as bags of ids, so that neither a loss nor a repetition nor an
 * answer to somebody else passes.
 */
final class ChainLedger implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();

  ChainLedger(KafkaSettings settings) {
    consumer = new KafkaConsumer<>(settings.consumer());
    List<TopicPartition> partitions =
        Topics.all().stream()
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads on. */
  void read() {
    for (var record : consumer.poll(Duration.ofMillis(100))) {
      records.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(record);
    }
  }

  /** Records of a topic so far. */
  List<ConsumerRecord<byte[], byte[]>> records(Topic<?> topic) {
    return records.getOrDefault(topic.name(), List.of());
  }

  /** What is off the laws; empty where they hold for every stage. */
  List<String> breaches() {
    List<String> breaches = new ArrayList<>();
    for (String stage : Chain.STAGES) {
      StageDefinition<?, ?, ?> definition = Chain.definition(stage);
      List<String> ends =
          definition.isFirst()
              ? ids(definition.results())
              : Stream.concat(made(definition.sink()), ended(stage).stream()).toList();
      compare(stage, ids(definition.source()), ends, breaches);
      compare(stage, unreadable(definition.source()), letters(definition), breaches);
    }
    return breaches;
  }

  private static void compare(
      String stage, List<String> inputs, List<String> ends, List<String> breaches) {
    List<String> missing = new ArrayList<>(inputs);
    ends.forEach(missing::remove);
    List<String> surplus = new ArrayList<>(ends);
    inputs.forEach(surplus::remove);
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      breaches.add(
          "%s: %d in, %d ended, missing %s, surplus %s"
              .formatted(stage, inputs.size(), ends.size(), missing, surplus));
    }
  }

  /** Of a topic, what a stage put there: a test names what it puts there itself after the topic. */
  private Stream<String> made(Topic<?> topic) {
    return ids(topic).stream().filter(id -> !id.startsWith(topic.name() + "/"));
  }

  /** Of the readable records of a topic: camera/sequence, or a face's id. */
  List<String> ids(Topic<?> topic) {
    return records(topic).stream()
        .map(record -> id(topic, record))
        .filter(id -> id != null)
        .toList();
  }

  /** Answers of a topic. */
  <T extends SpecificRecord> List<T> read(Topic<T> topic) {
    return records(topic).stream().map(record -> decode(topic, record)).toList();
  }

  private List<String> ended(String stage) {
    return read(Topics.FACE_RESULTS).stream()
        .filter(result -> result.getStage().equals(stage))
        .filter(result -> result.getStatus() != FaceStatus.MESHED)
        .map(result -> result.getFace().getFaceId())
        .toList();
  }

  /** Faces of a stage that were shed there. */
  List<FaceResult> shed(String stage) {
    return read(Topics.FACE_RESULTS).stream()
        .filter(result -> result.getStage().equals(stage))
        .filter(result -> result.getStatus() == FaceStatus.SHED)
        .toList();
  }

  private List<String> unreadable(Topic<?> topic) {
    return records(topic).stream()
        .filter(record -> id(topic, record) == null)
        .map(record -> at(record.topic(), record.partition(), record.offset()))
        .toList();
  }

  private List<String> letters(StageDefinition<?, ?, ?> definition) {
    Topic<DeadLetter> topic = definition.deadLetters();
    return read(topic).stream()
        .map(letter -> at(letter.getTopic(), letter.getPartition(), letter.getOffset()))
        .toList();
  }

  private static String at(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }

  /** Null where nothing can be answered. */
  private static String id(Topic<?> topic, ConsumerRecord<byte[], byte[]> record) {
    SpecificRecord value;
    try {
      value = topic.codec().decode(record.value());
    } catch (InvalidRecordException e) {
      return null;
    }
    String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    if (value instanceof Frame frame) {
      return frame.getCameraId().equals(key) ? key + "/" + frame.getSequence() : null;
    }
    if (value instanceof FrameResult result) {
      return result.getCameraId() + "/" + result.getSequence();
    }
    FaceRef face = (FaceRef) ((SpecificRecordBase) value).get("face");
    return face.getCameraId().equals(key) ? face.getFaceId() : null;
  }

  private static <T extends SpecificRecord> T decode(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> record) {
    try {
      return topic.codec().decode(record.value());
    } catch (InvalidRecordException e) {
      throw new AssertionError(topic.name() + " holds what cannot be read", e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
