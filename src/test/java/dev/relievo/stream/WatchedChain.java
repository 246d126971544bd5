package dev.relievo.stream;

import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A run of all stages on a real broker that is watched: pictures, some of them bad, and records
 * that are none. Every picture says {@link #SECRET}, which nothing but the topics may repeat.
 */
final class WatchedChain implements AutoCloseable {

  static final String CAMERA = "porch-4711";

  /** What a picture shows; long enough to be found in any coding of a part of it. */
  static final String SECRET = "Rw7fKq2ZtL9xVb3NcY8mHd5JpG4sUa6e";

  static final int FRAMES = 6;
  static final int FACES = 5;
  static final int LETTERS = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final EmbeddedBroker broker = EmbeddedBroker.start();
  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Tracing tracing = Tracing.to(SimpleSpanProcessor.create(spans), 1, true);
  private final KafkaSettings settings;
  private final StageRunner runner;

  WatchedChain(MeterRegistry registry, Map<String, String> options) {
    RelievoConfig config = TestConfig.with(options);
    settings = KafkaSettings.of(config).at(broker.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.all(), 2, (short) -1);
    }
    runner = new StageRunner(config, settings, registry, tracing);
  }

  StageRunner runner() {
    return runner;
  }

  List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  /** Starts the stages, publishes everything and waits until all of it is answered. */
  void run() throws InterruptedException {
    runner.start(Chain.detect(), detect());
    runner.start(Chain.regress(), TextStages.regress());
    runner.start(Chain.unwrap(), TextStages.unwrap());
    runner.start(Chain.displace(), TextStages.displace());
    runner.start(Chain.mesh(), TextStages.mesh());
    runner.awaitReady(PATIENCE);
    try (ChainReader reader = new ChainReader(settings, ChainReader.From.NOW)) {
      publishPoison();
      publishFrames();
      int[] seen = new int[3];
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                reader.poll(Duration.ofMillis(100)).forEach(event -> count(event, seen));
                return seen[0] >= FRAMES && seen[1] >= FACES && seen[2] >= FACES - 2;
              });
    }
  }

  private static void count(ChainEvent event, int... seen) {
    if (event instanceof ChainEvent.FrameAnswered) {
      seen[0]++;
    } else if (event instanceof ChainEvent.FaceAnswered) {
      seen[1]++;
    } else if (event instanceof ChainEvent.Meshed) {
      seen[2]++;
    }
  }

  /** As the text stage, but for its defect, whose message tells what the picture shows. */
  private static Stage<Frame, FaceCrop> detect() {
    Stage<Frame, FaceCrop> stage = TextStages.detect();
    return batch -> batch.stream().map(frame -> detect(stage, frame)).toList();
  }

  private static Outcome<FaceCrop> detect(Stage<Frame, FaceCrop> stage, Frame frame) {
    String picture = StandardCharsets.UTF_8.decode(frame.getImage().duplicate()).toString();
    if (picture.startsWith("defect")) {
      throw new IllegalStateException("a defect");
    }
    return stage.apply(List.of(frame)).get(0);
  }

  private void publishFrames() {
    try (FramePublisher publisher = new FramePublisher(settings, tracing)) {
      List<String> pictures =
          List.of("faces 1", "faces 2", "faces 2 lost", "empty", "broken", "defect");
      for (int i = 0; i < pictures.size(); i++) {
        publisher.publish(frame(i, pictures.get(i) + " " + SECRET)).join();
      }
    }
  }

  private static Frame frame(long sequence, String picture) {
    return Frame.newBuilder(SampleRecords.frame(CAMERA, sequence, picture))
        .setCapturedAt(Instant.now())
        .build();
  }

  /** No record at all, one that is cut off, one of another camera, none. */
  private void publishPoison() {
    byte[] key = CAMERA.getBytes(StandardCharsets.UTF_8);
    byte[] whole = Topics.FRAMES.codec().encode(frame(99, "faces 1 " + SECRET));
    byte[] other = "gate".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer())) {
      String topic = Topics.FRAMES.name();
      producer.send(new ProducerRecord<>(topic, key, SECRET.getBytes(StandardCharsets.UTF_8)));
      producer.send(new ProducerRecord<>(topic, key, Arrays.copyOf(whole, whole.length - 20)));
      producer.send(new ProducerRecord<>(topic, other, whole));
      producer.send(new ProducerRecord<>(topic, key, null));
    }
  }

  @Override
  public void close() {
    runner.close();
    broker.close();
  }
}
