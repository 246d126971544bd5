package dev.relievo.stage.regress;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.ModelTrail;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.tensor.Tensors;
import java.util.List;

/**
 * From a crop with landmarks to coefficients of the face model, by {@link FaceFit}.
 *
 * <p>Input {@link FaceCrop}, output {@link CoarseFace}, one an input. Fails with NOT_CONVERGED
 * where the landmarks do not determine a face, INVALID_RECORD where tensors are malformed, and the
 * decoder's reason where the crop cannot be read. Not safe to share between threads.
 */
public final class RegressStage implements Stage<FaceCrop, CoarseFace> {

  private static final String METHOD = "fit-1";

  private final MorphableModel model;
  private final FaceFit fit;

  /** A stage that fits the given model. */
  public RegressStage(MorphableModel model) {
    this.model = model;
    fit = new FaceFit(model);
  }

  @Override
  public List<Outcome<CoarseFace>> apply(List<FaceCrop> batch) {
    return batch.stream().map(this::regress).toList();
  }

  private Outcome<CoarseFace> regress(FaceCrop input) {
    try {
      FaceRef ref = input.getFace();
      RgbImage crop = ImageDecoder.decode(input.getCrop().getData());
      float[] landmarks = Tensors.floats(input.getLandmarks(), FaceLandmarks.COUNT, 3);
      FaceFit.Fitted fitted =
          fit.fit(landmarks, FaceRecords.camera(ref), FaceRecords.cropToFrame(ref), crop);
      return Outcome.done(
          CoarseFace.newBuilder()
              .setFace(ModelTrail.append(ref, METHOD, model.id()))
              .setLandmarks(input.getLandmarks())
              .setCoefficients(FaceRecords.toRecord(model.id(), fitted.face()))
              .setLandmarkError(fitted.landmarkError())
              .setPhotometricError(fitted.photometricError())
              .setCrop(input.getCrop())
              .build());
    } catch (ImageRejectedException e) {
      return Outcome.failed(e.reason(), "the crop cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Outcome.failed(RejectReason.INVALID_RECORD, e.getMessage());
    } catch (ArithmeticException e) {
      return Outcome.failed(RejectReason.NOT_CONVERGED, e.getMessage());
    }
  }
}
