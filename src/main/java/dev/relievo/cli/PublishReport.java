package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.Topics;
import java.time.Instant;
import java.util.Locale;

/** What was published, and what was not. */
final class PublishReport {

  private final String camera;
  private final long begun = System.nanoTime();

  /** Pictures of the source. */
  long read;

  /** Frames that were handed to Kafka. */
  long published;

  /** Pictures that {@code --every} and {@code --fps} leave out. */
  long skipped;

  /** Pictures that came too late, at real speed. */
  long late;

  /** Pictures for which there was no room, because Kafka took the ones before too slowly. */
  long crowded;

  /** Pictures of the source that could not be decoded. */
  long damaged;

  /** Connections to the camera after the first. */
  long reconnects;

  /** Bytes of the frames' images. */
  long bytes;

  /** Capture times of the first and the last frame; null where there is none. */
  Instant from;

  Instant until;

  private double seconds;

  PublishReport(String camera) {
    this.camera = camera;
  }

  long dropped() {
    return late + crowded;
  }

  /** The time that it took ends now. */
  void end() {
    seconds = (System.nanoTime() - begun) / 1e9;
  }

  private double elapsed() {
    return seconds > 0 ? seconds : (System.nanoTime() - begun) / 1e9;
  }

  private double rate() {
    return published / Math.max(1e-3, elapsed());
  }

  /** While it runs. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%,d frames, %.1f/s, %.1f MB%s",
        published,
        rate(),
        bytes / 1e6,
        dropped() > 0 ? ", " + dropped() + " dropped" : "");
  }

  /** For a person. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "published %d frames of %s to %s",
            published,
            camera,
            Topics.FRAMES.name()));
    text.append(String.format(Locale.ROOT, " (%.1f s, %.1f/s", elapsed(), rate()));
    add(text, skipped, "left out");
    add(text, late, "dropped as late");
    add(text, crowded, "dropped as Kafka was slow");
    add(text, damaged, "damaged");
    add(text, reconnects, "connected again");
    return text.append(")").toString();
  }

  private static void add(StringBuilder text, long count, String what) {
    if (count > 0) {
      text.append(", ").append(count).append(' ').append(what);
    }
  }

  /** One JSON object; times as ISO 8601, {@code null} where nothing was published. */
  String json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("camera", camera).put("topic", Topics.FRAMES.name());
    node.put("read", read).put("published", published).put("skipped", skipped);
    node.put("droppedLate", late).put("droppedCrowded", crowded).put("damaged", damaged);
    node.put("reconnects", reconnects).put("bytes", bytes);
    node.put("seconds", Math.round(1000 * elapsed()) / 1000.0);
    node.put("framesPerSecond", Math.round(100 * rate()) / 100.0);
    node.put("capturedFrom", from == null ? null : from.toString());
    node.put("capturedUntil", until == null ? null : until.toString());
    return node.toPrettyString();
  }
}
