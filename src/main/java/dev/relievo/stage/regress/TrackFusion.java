package dev.relievo.stage.regress;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FusedTrack;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.TrackOptions;
import dev.relievo.tensor.Tensors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Makes the faces of a track one face: identity and albedo are a weighted mean over the track
 * ({@link FusedMean}), pose and light are fitted to it ({@link SameLook}), pose, expression and
 * light filtered ({@link Motion}). The frame's own coefficients stay in {@code raw}.
 *
 * <p>A track's first face is as its frame says. A face that differs too much from its track's goes
 * out as it came; two of them in a row begin anew. So does a gap. A face that comes late gets the
 * mean and changes nothing. Immutable.
 */
final class TrackFusion implements StageMemory<FaceCrop, CoarseFace, FusedTrack> {

  /** Faces in a row that look like somebody else until the track is theirs. */
  private static final int STRIKES = 2;

  /**
   * Mean distance of the expressionless landmarks from the mean's beyond which a face is another's,
   * mm: at once, more a frame that is in the mean, more a second, and at most. On clips of training
   * photographs and rendered ones a face is up to 0.6 from itself a frame before and 1.6 a second
   * before, turned; two people are 0.6 to 6 apart, 2.5 on average.
   */
  private static final double APART = 1, APART_A_FRAME = 0.1, APART_A_SECOND = 1.5, MOST = 2.5;

  /** How often the first face counts: who was seen with it changes less at the second one. */
  private static final double FIRST = 2;

  private final MorphableModel model;
  private final SameLook look;
  private final Duration gap;
  private final int memory;
  private final OneEuro filter;

  TrackFusion(MorphableModel model, TrackOptions options) {
    this.model = model;
    look = new SameLook(model);
    gap = options.gap();
    memory = options.memory();
    filter = new OneEuro(options.rest(), options.response());
  }

  @Override
  public Class<FusedTrack> stateType() {
    return FusedTrack.class;
  }

  @Override
  public Optional<String> key(FaceCrop face) {
    return Optional.ofNullable(face.getFace().getTrackId());
  }

  /** Whether its track has ended before this face. */
  @Override
  public boolean isOver(FusedTrack state, FaceCrop face) {
    Instant now = face.getFace().getCapturedAt();
    return Duration.between(state.getCapturedAt(), now).abs().compareTo(gap) > 0;
  }

  @Override
  public Step<CoarseFace, FusedTrack> after(
      Optional<FusedTrack> state, FaceCrop input, List<CoarseFace> outputs) {
    if (outputs.size() != 1) {
      return new Step<>(outputs, Optional.empty());
    }
    CoarseFace output = outputs.get(0);
    FaceParameters seen = FaceRecords.fromRecord(model, output.getCoefficients());
    Optional<Known> known = state.filter(s -> !isOver(s, input)).flatMap(this::known);
    if (known.isEmpty()) {
      return begin(input, output, seen);
    }
    double dt = seconds(known.get(), output);
    if (!(dt > 0)) {
      return new Step<>(again(state.get(), input, outputs), Optional.empty());
    }
    if (isStranger(known.get(), seen, dt)) {
      return known.get().strikes() + 1 < STRIKES
          ? new Step<>(outputs, Optional.of(struck(state.get(), output)))
          : begin(input, output, seen);
    }
    return goOn(known.get(), input, output, seen, dt);
  }

  @Override
  public List<CoarseFace> again(FusedTrack state, FaceCrop input, List<CoarseFace> outputs) {
    if (outputs.size() != 1 || isOver(state, input)) {
      return outputs;
    }
    FaceParameters seen = FaceRecords.fromRecord(model, outputs.get(0).getCoefficients());
    return known(state)
        .filter(known -> !isStranger(known, seen, Math.abs(seconds(known, outputs.get(0)))))
        .map(known -> again(known, outputs.get(0), seen))
        .orElse(outputs);
  }

  private record Known(Instant at, int frames, int strikes, FusedMean mean, Motion motion) {}

  /** What a state says; nothing where it belongs to another face model. */
  private Optional<Known> known(FusedTrack state) {
    if (!state.getModelId().equals(model.id())) {
      return Optional.empty();
    }
    try {
      FusedMean mean =
          new FusedMean(
              state.getWeight(),
              Tensors.floats(state.getIdentity(), model.identityCount()),
              Tensors.floats(state.getCorrective(), model.correctiveCount()),
              Tensors.floats(state.getAlbedo(), model.albedoCount()));
      Motion motion = Motion.of(state.getMotion(), model.expressionCount());
      return Optional.of(
          new Known(state.getCapturedAt(), state.getFrames(), state.getStrikes(), mean, motion));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static double confidence(FaceCrop input, CoarseFace output, FaceParameters seen) {
    return Confidence.of(input, output.getLandmarkError(), seen.pose());
  }

  private static double seconds(Known known, CoarseFace output) {
    return Duration.between(known.at(), output.getFace().getCapturedAt()).toNanos() / 1e9;
  }

  private Step<CoarseFace, FusedTrack> begin(
      FaceCrop input, CoarseFace output, FaceParameters seen) {
    Known known =
        new Known(
            output.getFace().getCapturedAt(),
            1,
            0,
            FusedMean.of(seen, FIRST * confidence(input, output, seen)),
            Motion.of(seen));
    return new Step<>(List.of(output), Optional.of(state(known)));
  }

  private Step<CoarseFace, FusedTrack> goOn(
      Known known, FaceCrop input, CoarseFace output, FaceParameters seen, double dt) {
    FusedMean mean = known.mean().with(seen, confidence(input, output, seen), memory);
    FaceParameters still = look.fit(seen, mean.in(seen), FaceRecords.camera(output.getFace()));
    Motion motion = known.motion().next(still, dt, filter);
    Known next = new Known(output.getFace().getCapturedAt(), known.frames() + 1, 0, mean, motion);
    FaceParameters smooth =
        new FaceParameters(
            mean.identity(),
            mean.corrective(),
            motion.expression(),
            mean.albedo(),
            motion.pose(),
            motion.light());
    return new Step<>(List.of(fused(output, smooth, next.frames())), Optional.of(state(next)));
  }

  /** With the mean as it is, and the pose of its own time. */
  private List<CoarseFace> again(Known known, CoarseFace output, FaceParameters seen) {
    FaceParameters still =
        look.fit(seen, known.mean().in(seen), FaceRecords.camera(output.getFace()));
    return List.of(fused(output, still, known.frames()));
  }

  private CoarseFace fused(CoarseFace output, FaceParameters face, int frames) {
    return new CoarseFace(
        output.getFace(),
        output.getLandmarks(),
        FaceRecords.toRecord(model.id(), face),
        output.getLandmarkError(),
        output.getPhotometricError(),
        output.getCrop(),
        output.getCoefficients(),
        frames);
  }

  private FusedTrack state(Known known) {
    FusedMean mean = known.mean();
    return FusedTrack.newBuilder()
        .setCapturedAt(known.at())
        .setModelId(model.id())
        .setFrames(known.frames())
        .setWeight(mean.weight())
        .setStrikes(known.strikes())
        .setIdentity(Tensors.of(mean.identity(), mean.identity().length))
        .setCorrective(Tensors.of(mean.corrective(), mean.corrective().length))
        .setAlbedo(Tensors.of(mean.albedo(), mean.albedo().length))
        .setMotion(known.motion().tensor())
        .build();
  }

  /** The track goes on as it was, a strike poorer. */
  private static FusedTrack struck(FusedTrack state, CoarseFace output) {
    return FusedTrack.newBuilder(state)
        .setCapturedAt(output.getFace().getCapturedAt())
        .setStrikes(state.getStrikes() + 1)
        .build();
  }

  private boolean isStranger(Known known, FaceParameters seen, double dt) {
    double most = APART + APART_A_FRAME * (known.frames() - 1) + APART_A_SECOND * dt;
    return look.apart(seen, known.mean().in(seen)) > Math.min(MOST, most);
  }
}
