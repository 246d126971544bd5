package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.FusedTrack;
import dev.relievo.record.TrackedCamera;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.stage.TrackOptions;
import dev.relievo.stage.detect.DetectStage;
import dev.relievo.stage.detect.MovingFace;
import dev.relievo.stage.regress.RegressStage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tracks on a real broker: two stages are stopped and started in the middle of a clip. What comes
 * out is, record by record and bit by bit, what the functions give that were never stopped.
 */
class TrackRestartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final List<String> CAMERAS = List.of("door", "yard");
  private static final int FRAMES = 24;

  private final StageMemory<Frame, FaceCrop, TrackedCamera> tracks =
      DetectStage.tracks(TrackOptions.DEFAULT);
  private final StageMemory<FaceCrop, CoarseFace, FusedTrack> fusion =
      RegressStage.fusion(MODEL, TrackOptions.DEFAULT);

  private EmbeddedBroker broker;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void shouldGoOnAsIfItHadNotBeenStopped(String guarantee) throws Exception {
    RelievoConfig config =
        TestConfig.with(
            Map.of(
                "relievo.kafka.processing-guarantee", guarantee,
                "relievo.stage.threads", "2",
                "relievo.kafka.session-timeout", "6s"));
    KafkaSettings settings = KafkaSettings.of(config).at(broker.bootstrapServers());
    try (TopicAdmin admin = new TopicAdmin(settings)) {
      admin.create(Topics.onBroker(), 2, (short) 1);
    }
    try (ChainLedger ledger = new ChainLedger(settings)) {
      for (int part = 0; part < 2; part++) {
        publish(settings, part * FRAMES / 2, (part + 1) * FRAMES / 2);
        try (StageRunner runner = new StageRunner(config, settings, new SimpleMeterRegistry())) {
          runner.start(Chain.detect(), detect());
          runner.start(Chain.regress(), regress());
          // Two faces a frame of each camera.
          int expected = 2 * CAMERAS.size() * (part + 1) * FRAMES / 2;
          await()
              .atMost(PATIENCE)
              .until(
                  () -> {
                    ledger.read();
                    return ledger.records(Topics.COARSE_FACES).size() >= expected;
                  });
        }
      }
      Map<String, CoarseFace> made = new HashMap<>();
      ledger.read(Topics.COARSE_FACES).forEach(face -> made.put(face.getFace().getFaceId(), face));
      assertThat(made).isEqualTo(uninterrupted());
      assertThat(made.get("door/" + (FRAMES - 1) + "#0").getFusedFrames()).isEqualTo(FRAMES);
    }
  }

  /** The same frames through the same functions, without a broker. */
  private Map<String, CoarseFace> uninterrupted() {
    Map<String, CoarseFace> made = new HashMap<>();
    for (String camera : CAMERAS) {
      Optional<TrackedCamera> seen = Optional.empty();
      Map<String, FusedTrack> known = new HashMap<>();
      for (int i = 0; i < FRAMES; i++) {
        Frame frame = MovingFace.frame(camera, i);
        var step = tracks.after(seen, frame, crops(frame));
        seen = step.state();
        for (FaceCrop crop : step.outputs()) {
          String track = crop.getFace().getTrackId();
          var next =
              fusion.after(Optional.ofNullable(known.get(track)), crop, List.of(coarse(crop)));
          known.put(track, next.state().orElseThrow());
          made.put(crop.getFace().getFaceId(), next.outputs().get(0));
        }
      }
      assertThat(known.keySet()).containsExactlyInAnyOrder(camera + "/0#0", camera + "/0#1");
    }
    return made;
  }

  private void publish(KafkaSettings settings, int from, int to) {
    try (FramePublisher publisher = new FramePublisher(settings)) {
      for (int i = from; i < to; i++) {
        for (String camera : CAMERAS) {
          publisher.publish(MovingFace.frame(camera, i));
        }
      }
    }
  }

  private static List<FaceCrop> crops(Frame frame) {
    long i = frame.getSequence();
    return MovingFace.crops(
        frame,
        MovingFace.placed(MovingFace.person(1), 300 + 6 * i, 360, 0.01 * i),
        MovingFace.placed(MovingFace.person(2), 800 - 3 * i, 360, 0));
  }

  /** Coefficients that are another's each time, a little. */
  private static CoarseFace coarse(FaceCrop crop) {
    Random random = new Random(crop.getFace().getFaceId().hashCode());
    float[] identity = MovingFace.person(crop.getFace().getFaceIndex()).identity();
    for (int k = 0; k < identity.length; k++) {
      identity[k] += (float) (0.1 * random.nextGaussian());
    }
    FaceParameters face =
        new FaceParameters(
            identity,
            new float[MODEL.correctiveCount()],
            new float[MODEL.expressionCount()],
            new float[MODEL.albedoCount()],
            MovingFace.placed(MovingFace.person(1), 500, 360, 0.02 * random.nextGaussian()).pose(),
            Illumination.ambient());
    return CoarseFace.newBuilder()
        .setFace(crop.getFace())
        .setLandmarks(crop.getLandmarks())
        .setCoefficients(FaceRecords.toRecord(MODEL.id(), face))
        .setLandmarkError((float) (0.01 + 0.02 * random.nextDouble()))
        .setPhotometricError(0.05f)
        .setCrop(crop.getCrop())
        .build();
  }

  private Stage<Frame, FaceCrop> detect() {
    return new Remembering<>(each(frame -> new Outcome.Done<>(crops(frame))), tracks);
  }

  private Stage<FaceCrop, CoarseFace> regress() {
    return new Remembering<>(each(crop -> Outcome.done(coarse(crop))), fusion);
  }

  private static <I, O> Stage<I, O> each(Function<I, Outcome<O>> function) {
    return batch -> batch.stream().map(function).toList();
  }
}
