package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageLimits;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.ReducedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.tensor.Tensors;

/**
 * A crop with all that is known of it, as a method of regression needs it.
 *
 * @param crop its pixels, perhaps reduced
 * @param cropSize side of the whole crop, pixels
 * @param cropToFrame whole crop's pixels to frame pixels
 * @param camera the frame's camera
 * @param landmarks 468 x 3: x, y in pixels of the frame; z at the same scale
 */
record FaceInput(
    ReducedImage crop,
    int cropSize,
    SimilarityTransform cropToFrame,
    Camera camera,
    float[] landmarks) {

  /**
   * Reads a record.
   *
   * @param leastSide pixels of the crop's side that are needed, where it has them
   * @throws ImageRejectedException where the crop cannot be decoded
   * @throws IllegalArgumentException where tensors are malformed, the crop is not square, or what
   *     it says of its size is not true
   */
  static FaceInput of(FaceCrop record, int leastSide) throws ImageRejectedException {
    FaceRef ref = record.getFace();
    ReducedImage crop =
        ImageDecoder.decodeReduced(record.getCrop().getData(), leastSide, ImageLimits.CROPS);
    int size = record.getCrop().getWidth();
    int expected = (size + crop.factor() - 1) / crop.factor();
    if (record.getCrop().getHeight() != size
        || crop.image().width() != expected
        || crop.image().height() != expected) {
      throw new IllegalArgumentException(
          "the crop is said to have %d x %d pixels, which its picture does not"
              .formatted(size, record.getCrop().getHeight()));
    }
    return new FaceInput(
        crop,
        size,
        FaceRecords.cropToFrame(ref),
        FaceRecords.camera(ref),
        Tensors.floats(record.getLandmarks(), FaceLandmarks.COUNT, 3));
  }

  /** The whole crop's camera. */
  CropCamera cropCamera() {
    return CropCamera.of(camera, cropToFrame, cropSize);
  }

  /** Pixels of the decoded picture to frame pixels. */
  SimilarityTransform pictureToFrame() {
    return new SimilarityTransform(
        cropToFrame.scale() * crop.factor(),
        cropToFrame.rotation(),
        cropToFrame.x(),
        cropToFrame.y());
  }

  /** The landmarks in the whole crop's pixels. */
  float[] landmarksInCrop() {
    SimilarityTransform toCrop = cropToFrame.inverse();
    float[] out = new float[landmarks.length];
    for (int i = 0; i < out.length; i += 3) {
      out[i] = (float) toCrop.applyX(landmarks[i], landmarks[i + 1]);
      out[i + 1] = (float) toCrop.applyY(landmarks[i], landmarks[i + 1]);
      out[i + 2] = (float) (toCrop.scale() * landmarks[i + 2]);
    }
    return out;
  }
}
