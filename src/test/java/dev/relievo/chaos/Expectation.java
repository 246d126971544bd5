package dev.relievo.chaos;

import dev.relievo.record.FaceStatus;
import dev.relievo.record.RejectReason;
import dev.relievo.stream.Chain;
import dev.relievo.stream.Topic;
import dev.relievo.stream.Topics;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.RecordMetadata;

/** What must lie on every topic in the end, by id, given what was published. Thread-safe. */
final class Expectation {

  private final Map<String, Map<String, String>> byTopic = new TreeMap<>();
  private int published;
  private int faces;

  Expectation() {
    Topics.all().stream()
        .filter(topic -> topic != Topics.FRAMES)
        .forEach(topic -> byTopic.put(topic.name(), new LinkedHashMap<>()));
  }

  /** A frame that the broker has. */
  synchronized void frame(String camera, long sequence, Picture picture) {
    published++;
    faces += picture.faces();
    String frame = camera + "/" + sequence;
    expect(Topics.FRAME_RESULTS, frame, Seen.what(picture.status(), picture.reason().orElse(null)));
    for (int i = 0; i < picture.faces(); i++) {
      face(frame + "#" + i, picture);
    }
  }

  private void face(String id, Picture picture) {
    String end = picture.endsAt().map(Picture.End::stage).orElse("");
    for (String stage : Chain.STAGES) {
      if (stage.equals(end)) {
        RejectReason reason = picture.endsAt().orElseThrow().reason();
        expect(Topics.FACE_RESULTS, id, Seen.what(FaceStatus.FAILED, reason) + " in " + stage);
        return;
      }
      expect(Chain.definition(stage).sink(), id, "");
    }
    expect(Topics.FACE_RESULTS, id, Seen.what(FaceStatus.MESHED, null) + " in mesh");
  }

  /** A record that the broker has and a stage must bury. */
  synchronized void letter(String stage, RecordMetadata at, RejectReason reason) {
    published++;
    String id = Seen.position(at.topic(), at.partition(), at.offset());
    expect(Topics.deadLetters(stage), id, reason.name());
  }

  private void expect(Topic<?> topic, String id, String what) {
    String before = byTopic.get(topic.name()).put(id, what);
    if (before != null) {
      throw new IllegalStateException(id + " was published twice");
    }
  }

  /** By topic what must be there, as by {@link Seen#id}, each with {@link Seen#what}. */
  synchronized Map<String, Map<String, String>> byTopic() {
    Map<String, Map<String, String>> copy = new TreeMap<>();
    byTopic.forEach((topic, ids) -> copy.put(topic, Map.copyOf(ids)));
    return copy;
  }

  /** Where the records lie that must be buried. */
  synchronized Set<String> poison() {
    Set<String> positions = new HashSet<>();
    Chain.STAGES.forEach(
        stage -> positions.addAll(byTopic.get(Topics.deadLetters(stage).name()).keySet()));
    return positions;
  }

  /** Records published, poison included. */
  synchronized int published() {
    return published;
  }

  synchronized int faces() {
    return faces;
  }
}
