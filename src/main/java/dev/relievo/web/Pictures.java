package dev.relievo.web;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.record.Box;
import dev.relievo.record.FaceRef;
import java.nio.ByteBuffer;

/** Pictures for browsers. */
final class Pictures {

  private static final int THUMBNAIL = 192;
  private static final double MARGIN = 1.5;
  private static final int QUALITY = 85;

  private Pictures() {}

  /** The photograph, or the refusal that says why it cannot be shown. */
  static byte[] jpeg(Photo photo) {
    try {
      return photo.jpeg();
    } catch (ImageRejectedException e) {
      throw Problems.of(404, "the frame cannot be shown: " + e.getMessage());
    }
  }

  static RgbImage decode(byte[] jpeg) throws ImageRejectedException {
    return ImageDecoder.decode(ByteBuffer.wrap(jpeg));
  }

  /**
   * A face cut out of its frame.
   *
   * @param image the frame, perhaps smaller than it was
   */
  static byte[] thumbnail(RgbImage image, FaceRef face) {
    Box box = face.getBox();
    double scale = image.width() / (double) Math.max(1, face.getFrameWidth());
    double x = scale * (box.getX() + box.getWidth() / 2);
    double y = scale * (box.getY() + box.getHeight() / 2);
    double side = Math.max(8, scale * MARGIN * Math.max(box.getWidth(), box.getHeight()));
    while (side > 2 * THUMBNAIL && image.width() > 1 && image.height() > 1) {
      image = Halving.halve(image);
      x /= 2;
      y /= 2;
      side /= 2;
    }
    RgbImage cut =
        Warp.crop(
            image,
            new SimilarityTransform(side / THUMBNAIL, 0, x - side / 2, y - side / 2),
            THUMBNAIL);
    return ImageEncoder.jpeg(cut, QUALITY);
  }
}
