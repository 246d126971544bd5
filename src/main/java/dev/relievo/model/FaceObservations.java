package dev.relievo.model;

import dev.relievo.evaluate.FitEvaluation;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Stage;
import dev.relievo.tensor.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Faces found in photographs, kept as landmarks and encoded crops: what learning starts from. */
public final class FaceObservations {

  private FaceObservations() {}

  /**
   * A face as it was found.
   *
   * @param name of the photograph inside its folder
   * @param landmarks 468 x 3, pixels of the photograph
   * @param camera of the photograph
   * @param cropToFrame crop pixels to pixels of the photograph
   * @param encoded the crop
   */
  public record Observation(
      String name,
      float[] landmarks,
      Camera camera,
      SimilarityTransform cropToFrame,
      EncodedImage encoded) {

    /**
     * The same face as a camera further away, with a longer lens, would have taken it. The nominal
     * camera of a photograph that was cut to the face stands at arm's length or less, and its
     * perspective would make every face too wide; portraits are taken from a metre and more.
     *
     * @param distance least distance of the camera, mm
     */
    public Observation from(double distance) {
      double focal = distance * FaceLandmarks.interOcular(landmarks) / ModelBuilder.PUPILS;
      return new Observation(
          name,
          landmarks,
          new Camera(Math.max(focal, camera.focal()), camera.centreX(), camera.centreY()),
          cropToFrame,
          encoded);
    }

    /** Decodes the crop. */
    public RgbImage crop() {
      try {
        return ImageDecoder.decode(encoded.getData());
      } catch (ImageRejectedException e) {
        throw new IllegalStateException(name + ": the crop cannot be read back", e);
      }
    }
  }

  /** The largest face of each photograph; photographs without one are left out. */
  public static List<Observation> collect(
      List<Photo> photos, Stage<Frame, FaceCrop> detect, IntConsumer progress) throws IOException {
    List<Observation> out = new ArrayList<>();
    int done = 0;
    for (Photo photo : photos) {
      Optional<FaceCrop> face = FitEvaluation.largestFace(detect, photo.file(), photo.name());
      face.ifPresent(f -> out.add(observe(photo.name(), f)));
      progress.accept(++done);
    }
    return out;
  }

  private static Observation observe(String name, FaceCrop face) {
    return new Observation(
        name,
        Tensors.floats(face.getLandmarks(), FaceLandmarks.COUNT, 3),
        FaceRecords.camera(face.getFace()),
        FaceRecords.cropToFrame(face.getFace()),
        face.getCrop());
  }
}
