package dev.relievo.stage.displace;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.GreyDecoder;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageLimits;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceRef;
import dev.relievo.record.UnwrappedFace;

/**
 * An unwrapped face with its maps decoded.
 *
 * @param ref which face
 * @param face the coarse face, all finite
 * @param texture the photograph in UV, square, sRGB
 * @param visibility of the texture's size: 255 seen face on, 0 hidden
 */
record ReliefInput(FaceRef ref, FaceParameters face, RgbImage texture, byte[] visibility) {

  /**
   * Reads a record.
   *
   * @throws ImageRejectedException where a map cannot be decoded
   * @throws IllegalArgumentException where the coefficients are malformed, not finite or of another
   *     face model, or the maps are not square and of one size
   */
  static ReliefInput of(UnwrappedFace record, MorphableModel model) throws ImageRejectedException {
    FaceParameters face = FaceRecords.fromRecord(model, record.getCoefficients());
    if (!face.isFinite()) {
      throw new IllegalArgumentException("its coefficients are not finite");
    }
    RgbImage texture = ImageDecoder.decode(record.getTexture().getData(), ImageLimits.MAPS);
    int size = texture.width();
    requireSize("texture", texture.height(), size, record.getTexture());
    requireSize("visibility", size, size, record.getVisibility());
    byte[] visibility = GreyDecoder.decode8(record.getVisibility().getData(), size, size);
    return new ReliefInput(record.getFace(), face, texture, visibility);
  }

  private static void requireSize(String map, int height, int size, EncodedImage said) {
    if (height != size || said.getWidth() != size || said.getHeight() != size) {
      throw new IllegalArgumentException(
          "its %s is said to have %d x %d texels where the texture has %d x %d"
              .formatted(map, said.getWidth(), said.getHeight(), size, height));
    }
  }
}
