package dev.relievo.evaluate;

import dev.relievo.export.DisplacementImages;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import java.util.List;
import java.util.Optional;

/** The stages from a frame to relief, and what of their records is measured. */
final class DetailStages implements AutoCloseable {

  private final MorphableModel model;
  private final Stage<Frame, FaceCrop> detect;
  private final Stage<FaceCrop, CoarseFace> regress;
  private final Stage<CoarseFace, UnwrappedFace> unwrap;
  private final Stage<UnwrappedFace, DetailedFace> displace;

  /** Loads the stages. */
  DetailStages(Stages made) {
    this(made.model(), made.detect(), made.regress(), made.unwrap(), made.displace());
  }

  /** Takes stages over: closes them with itself. */
  DetailStages(
      MorphableModel model,
      Stage<Frame, FaceCrop> detect,
      Stage<FaceCrop, CoarseFace> regress,
      Stage<CoarseFace, UnwrappedFace> unwrap,
      Stage<UnwrappedFace, DetailedFace> displace) {
    this.model = model;
    this.detect = detect;
    this.regress = regress;
    this.unwrap = unwrap;
    this.displace = displace;
  }

  /**
   * A face with its relief.
   *
   * @param unwrapped what the displace stage was given
   * @param face the coarse face, in the frame's camera
   * @param relief along its normals
   * @param gate 0 to 1
   */
  record Detailed(
      UnwrappedFace unwrapped, FaceParameters face, DisplacementMap relief, float gate) {}

  MorphableModel model() {
    return model;
  }

  /** The face with the largest box in a frame. */
  Optional<FaceCrop> face(Frame frame) {
    return FitEvaluation.largestFace(detect, frame);
  }

  /** The coarse face of a crop. */
  Optional<CoarseFace> coarse(FaceCrop crop) {
    return first(regress, crop);
  }

  /** A crop with coefficients that are known. */
  CoarseFace coarse(FaceCrop crop, FaceParameters face) {
    return CoarseFace.newBuilder()
        .setFace(crop.getFace())
        .setLandmarks(crop.getLandmarks())
        .setCoefficients(FaceRecords.toRecord(model.id(), face))
        .setLandmarkError(0)
        .setPhotometricError(0)
        .setCrop(crop.getCrop())
        .build();
  }

  /** A coarse face's relief; none where a stage failed. */
  Optional<Detailed> relief(CoarseFace coarse) {
    return first(unwrap, coarse)
        .flatMap(unwrapped -> first(displace, unwrapped).map(d -> decoded(unwrapped, d)));
  }

  private Detailed decoded(UnwrappedFace unwrapped, DetailedFace detailed) {
    try {
      return new Detailed(
          unwrapped,
          FaceRecords.fromRecord(model, detailed.getCoefficients()),
          DisplacementImages.decode(detailed.getDisplacement(), detailed.getDisplacementScale()),
          detailed.getGate());
    } catch (ImageRejectedException e) {
      throw new IllegalStateException("the displace stage wrote a map that cannot be read", e);
    }
  }

  private static <I, O> Optional<O> first(Stage<I, O> stage, I input) {
    return stage.apply(List.of(input)).get(0) instanceof Outcome.Done<O> done
        ? done.outputs().stream().findFirst()
        : Optional.empty();
  }

  @Override
  public void close() {
    detect.close();
    regress.close();
    unwrap.close();
    displace.close();
  }
}
