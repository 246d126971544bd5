package dev.relievo.evaluate;

import dev.relievo.stream.ChainTap;
import dev.relievo.stream.ChainTap.Sighting;
import dev.relievo.stream.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each face took in each stage, and how many bytes of it each topic holds, from a {@link
 * ChainTap}. A stage's latency is the time from the broker's receiving its input to the broker's
 * receiving its output: waiting in the topic and for a batch, the function, encoding and sending.
 */
final class ChainTimes {

  /** Source and sink of each stage, in order. */
  private static final Map<String, List<String>> STAGES = new LinkedHashMap<>();

  static {
    STAGES.put("detect", List.of(Topics.FRAMES.name(), Topics.FACE_CROPS.name()));
    STAGES.put("regress", List.of(Topics.FACE_CROPS.name(), Topics.COARSE_FACES.name()));
    STAGES.put("unwrap", List.of(Topics.COARSE_FACES.name(), Topics.UV_MAPS.name()));
    STAGES.put("displace", List.of(Topics.UV_MAPS.name(), Topics.DETAILED_FACES.name()));
    STAGES.put("mesh", List.of(Topics.DETAILED_FACES.name(), Topics.MESHES.name()));
  }

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PREFIX = "relievo.";

  private final Map<String, Map<String, Instant>> arrivals = new HashMap<>();
  private final Map<String, Long> bytes = new HashMap<>();
  private final Map<String, Integer> records = new HashMap<>();

  /**
   * Takes what has passed.
   *
   * @param meshes how many must have
   * @throws IllegalStateException where they do not come
   */
  void take(ChainTap tap, int meshes) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (records.getOrDefault(Topics.MESHES.name(), 0) < meshes) {
      tap.poll(Duration.ofMillis(100)).forEach(this::take);
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the topics do not show the faces that were answered");
      }
    }
    // Of other topics than the last some may still be on their way.
    tap.poll(Duration.ofSeconds(1)).forEach(this::take);
  }

  void take(Sighting seen) {
    arrivals.computeIfAbsent(seen.topic(), t -> new HashMap<>()).putIfAbsent(seen.id(), seen.at());
    bytes.merge(seen.topic(), (long) seen.bytes(), Long::sum);
    records.merge(seen.topic(), 1, Integer::sum);
  }

  /** Milliseconds of the faces that left a stage. */
  double[] latencies(String stage) {
    Map<String, Instant> in = arrivals(STAGES.get(stage).get(0));
    List<Double> out = new ArrayList<>();
    arrivals(STAGES.get(stage).get(1))
        .forEach(
            (face, at) -> {
              Instant from = in.get(stage.equals("detect") ? frameOf(face) : face);
              if (from != null) {
                out.add(Duration.between(from, at).toNanos() / 1e6);
              }
            });
    return out.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Adds {@code chain.stage_latency_ms.STAGE} by percentiles.
   *
   * @param load what the chain had to do, part of the key
   */
  void putLatencies(Metrics metrics, String load) {
    for (String stage : STAGES.keySet()) {
      metrics.putPercentiles(
          "chain.stage_latency_ms." + stage + "." + load, latencies(stage), 0.5, 0.95, 0.99);
    }
  }

  /** Adds {@code chain.bytes_per_face.TOPIC}, and {@code .total}; of frames, too, by face. */
  void putBytes(Metrics metrics) {
    int faces = records.getOrDefault(Topics.MESHES.name(), 0);
    if (faces == 0) {
      return;
    }
    long total = 0;
    for (var topic : Topics.all()) {
      if (bytes.containsKey(topic.name())) {
        long sum = bytes.get(topic.name());
        total += sum;
        String name = topic.name().substring(PREFIX.length()).replace('-', '_');
        metrics.put("chain.bytes_per_face." + name, (double) sum / faces, faces);
      }
    }
    metrics.put("chain.bytes_per_face.total", (double) total / faces, faces);
  }

  private Map<String, Instant> arrivals(String topic) {
    return arrivals.getOrDefault(topic, Map.of());
  }

  private static String frameOf(String faceId) {
    return faceId.substring(0, faceId.lastIndexOf('#'));
  }
}
