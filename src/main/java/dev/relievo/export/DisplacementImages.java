package dev.relievo.export;

import dev.relievo.face.DisplacementMap;
import dev.relievo.image.GreyDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.ImageEncoding;
import java.nio.ByteBuffer;

/**
 * Displacement maps as pictures: 16-bit grey PNG, where millimetres are scale x (value - 32768).
 */
public final class DisplacementImages {

  /** Millimetres a step, as written here: a micrometre. */
  public static final float SCALE = 0.001f;

  /** Relief is written no further out or in than this, mm: beyond, it is the coarse face's. */
  public static final float LIMIT = 2;

  /** The value of no relief. */
  public static final int ZERO = 32768;

  /** Steps larger than this are no relief, mm. */
  private static final float LARGEST_SCALE = 0.1f;

  private DisplacementImages() {}

  /**
   * The map as a picture at {@link #SCALE}, held within {@link #LIMIT}.
   *
   * @throws IllegalArgumentException where a value is not a number
   */
  public static EncodedImage encode(DisplacementMap map) {
    int size = map.size();
    return new EncodedImage(size, size, ImageEncoding.PNG, ByteBuffer.wrap(png(map)));
  }

  /**
   * The bytes of {@link #encode}.
   *
   * @throws IllegalArgumentException where a value is not a number
   */
  public static byte[] png(DisplacementMap map) {
    float[] millimetres = map.millimetres();
    short[] values = new short[millimetres.length];
    for (int i = 0; i < values.length; i++) {
      float mm = Math.max(-LIMIT, Math.min(LIMIT, millimetres[i]));
      if (Float.isNaN(mm)) {
        throw new IllegalArgumentException("the displacement map holds what is not a number");
      }
      values[i] = (short) (ZERO + Math.round(mm / SCALE));
    }
    return ImageEncoder.greyPng(values, map.size(), map.size());
  }

  /**
   * The relief of a face; null where it has none.
   *
   * @throws IllegalArgumentException where it cannot be used
   */
  static DisplacementMap of(FaceMesh face) {
    if (face.getDisplacement() == null) {
      return null;
    }
    try {
      return decode(face.getDisplacement(), face.getDisplacementScale());
    } catch (ImageRejectedException e) {
      throw new IllegalArgumentException("the face's relief cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The map of a picture.
   *
   * @param scale millimetres a step
   * @throws ImageRejectedException where the picture cannot be read, or is not of the size that the
   *     record says
   * @throws IllegalArgumentException where the map is not square, or the scale is none
   */
  public static DisplacementMap decode(EncodedImage image, float scale)
      throws ImageRejectedException {
    if (!(scale > 0 && scale <= LARGEST_SCALE)) {
      throw new IllegalArgumentException(
          "a displacement's scale is above 0 and at most %s mm, not %s"
              .formatted(LARGEST_SCALE, scale));
    }
    int size = image.getWidth();
    if (image.getHeight() != size) {
      throw new IllegalArgumentException(
          "a displacement map is square, not %d x %d".formatted(size, image.getHeight()));
    }
    short[] values = GreyDecoder.decode16(image.getData(), size, size);
    float[] millimetres = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      millimetres[i] = scale * ((values[i] & 0xffff) - ZERO);
    }
    return new DisplacementMap(size, millimetres);
  }
}
