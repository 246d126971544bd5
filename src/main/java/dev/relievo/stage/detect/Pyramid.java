package dev.relievo.stage.detect;

import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import java.util.ArrayList;
import java.util.List;

/**
 * A frame and its halves, made when first asked for, so that a face of a large photograph is read
 * at a size where bilinear sampling does not skip pixels.
 */
final class Pyramid {

  /** Frame pixels a crop pixel above which the next half is read. */
  private static final double COARSEST = 1.5;

  private final List<RgbImage> levels = new ArrayList<>();

  Pyramid(RgbImage image) {
    levels.add(image);
  }

  /** The frame. */
  RgbImage image() {
    return levels.get(0);
  }

  RgbImage crop(AlignedCrop crop) {
    SimilarityTransform t = crop.toFrame();
    int level = 0;
    double scale = t.scale();
    while (scale > COARSEST) {
      level++;
      scale /= 2;
    }
    while (levels.size() <= level) {
      levels.add(Halving.halve(levels.get(levels.size() - 1)));
    }
    double f = Math.pow(2, -level);
    return Warp.crop(
        levels.get(level),
        new SimilarityTransform(scale, t.rotation(), t.x() * f, t.y() * f),
        crop.size());
  }
}
