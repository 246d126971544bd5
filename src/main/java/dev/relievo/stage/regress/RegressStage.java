package dev.relievo.stage.regress;

import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.NoImage;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FusedTrack;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.BatchMethod;
import dev.relievo.stage.ModelTrail;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.SidePool;
import dev.relievo.stage.Stage;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.TrackOptions;
import java.util.List;
import java.util.Optional;

/**
 * From a crop with landmarks to coefficients of the face model, by a network or by {@link FaceFit}.
 *
 * <p>Input {@link FaceCrop}, output {@link CoarseFace}, one an input. Fails with NOT_CONVERGED
 * where the landmarks do not determine a face or the network's answer is none, INVALID_RECORD where
 * tensors are malformed, and the decoder's reason where the crop cannot be read. A second thread
 * helps with what is done crop by crop. Not safe to share between threads.
 */
public final class RegressStage implements Stage<FaceCrop, CoarseFace> {

  /** What records name the fit by; changes whenever its answers do. */
  public static final String FIT = "fit-2";

  private static final String NAME = "regress";

  private final MorphableModel model;
  private final SidePool pool;
  private final boolean carryCrop;
  private final RegressMethod method;
  private final TrackOptions track;
  private final BatchMethod<FaceCrop, FaceInput, FaceFit.Fitted, CoarseFace> steps;

  private RegressStage(
      MorphableModel model,
      RegressMethod method,
      SidePool pool,
      boolean carryCrop,
      TrackOptions track) {
    this.track = track;
    this.model = model;
    this.method = method;
    this.pool = pool;
    this.carryCrop = carryCrop;
    steps =
        new BatchMethod<>(
            this::read, method::regress, (input, found) -> Outcome.done(record(input, found)));
  }

  /** A stage that fits the given model. */
  public static RegressStage fit(MorphableModel model) {
    return new RegressStage(
        model, new FitMethod(model), new SidePool(NAME), true, TrackOptions.OFF);
  }

  /**
   * A stage that asks a network; closes it with itself.
   *
   * @param id what records name the network by
   * @param refinePose whether the pose is fitted to the landmarks, the predicted shape held
   * @param refineLight whether light and albedo are brought to the picture
   * @throws IllegalArgumentException where the network belongs to another face model
   */
  public static RegressStage network(
      MorphableModel model,
      CoarseNetwork network,
      String id,
      boolean refinePose,
      boolean refineLight) {
    SidePool pool = new SidePool(NAME);
    return new RegressStage(
        model,
        new NetworkMethod(model, network, id, refinePose, refineLight, pool),
        pool,
        true,
        TrackOptions.OFF);
  }

  /**
   * The same stage, its records without the crop: what follows then has coefficients and no pixels.
   * Takes this one's place; close one of them.
   */
  public RegressStage withoutCrop() {
    return new RegressStage(model, method, pool, false, track);
  }

  /**
   * The same stage, faces fused and filtered along their tracks by {@link #memory}. Takes this
   * one's place; close one of them.
   */
  public RegressStage following(TrackOptions options) {
    return new RegressStage(model, method, pool, carryCrop, options);
  }

  /** What records name the method by. */
  public String method() {
    return method.id();
  }

  @Override
  public List<Outcome<CoarseFace>> apply(List<FaceCrop> batch) {
    return steps.apply(batch, pool);
  }

  /** Fuses and filters along tracks. */
  @Override
  public Optional<StageMemory<FaceCrop, CoarseFace, ?>> memory() {
    return track.enabled() ? Optional.of(fusion(model, track)) : Optional.empty();
  }

  /** What fuses and filters along tracks, without the networks. */
  public static StageMemory<FaceCrop, CoarseFace, FusedTrack> fusion(
      MorphableModel model, TrackOptions options) {
    return new TrackFusion(model, options);
  }

  @Override
  public void warmUp(int maxBatch) {
    method.warmUp(maxBatch);
  }

  private Outcome<FaceInput> read(FaceCrop input) {
    try {
      return Outcome.done(FaceInput.of(input, method.leastSide()));
    } catch (ImageRejectedException e) {
      return Outcome.failed(e.reason(), "the crop cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Outcome.failed(RejectReason.INVALID_RECORD, e.getMessage());
    }
  }

  private CoarseFace record(FaceCrop input, FaceFit.Fitted found) {
    return CoarseFace.newBuilder()
        .setFace(ModelTrail.append(input.getFace(), method.id(), model.id()))
        .setLandmarks(input.getLandmarks())
        .setCoefficients(FaceRecords.toRecord(model.id(), found.face()))
        .setLandmarkError(found.landmarkError())
        .setPhotometricError(found.photometricError())
        .setCrop(carryCrop ? input.getCrop() : NoImage.make())
        .build();
  }

  @Override
  public void close() {
    method.close();
    pool.close();
  }
}
