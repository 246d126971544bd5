package dev.relievo.evaluate;

import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.Detection;
import dev.relievo.nn.FaceDetector;
import dev.relievo.tensor.ModelStore;
import java.util.List;
import java.util.Random;

/** Frames of given sizes and numbers of faces, made of one photograph. */
final class BenchPictures {

  private static final int GREY = 110;
  private static final int JPEG_QUALITY = 90;

  /** Of a camera's sensor, levels either way: smooth pictures would be unusually small. */
  private static final int NOISE = 3;

  /** Side of what is cut out around a face, as a multiple of the face's width. */
  private static final double SURROUNDINGS = 1.8;

  /** Height of a near face's cut-out, as a part of the frame's. */
  private static final double NEAR = 0.9;

  private final RgbImage face;

  /**
   * Cuts the largest face out.
   *
   * @param photo with at least one face
   */
  BenchPictures(ModelStore store, RgbImage photo) {
    try (FaceDetector detector = new FaceDetector(store)) {
      Detection box = detector.boxes(List.of(photo)).get(0).get(0);
      face = cut(photo, box);
    }
  }

  private static RgbImage cut(RgbImage photo, Detection box) {
    int side = (int) (SURROUNDINGS * box.width());
    RgbImage out = Composition.plain(side, side, GREY);
    int left = (int) (side / 2.0 - box.x() - box.width() / 2);
    int top = (int) (side / 2.0 - box.y() - box.height() / 2);
    Composition.paste(out, photo, 1, left, top);
    return out;
  }

  /** JPEG of one near face that covers the same part of the frame at every size. */
  byte[] near(int width, int height) {
    RgbImage frame = Composition.plain(width, height, GREY);
    double scale = NEAR * height / face.height();
    int side = (int) (scale * face.height());
    Composition.paste(frame, face, scale, (width - side) / 2, (height - side) / 2);
    return jpeg(frame);
  }

  /**
   * JPEG of faces of one size in a grid of four by four, filled row by row.
   *
   * @param faces 1 to 16
   */
  byte[] crowd(int width, int height, int faces) {
    RgbImage frame = Composition.plain(width, height, GREY);
    int cellWidth = width / 4, cellHeight = height / 4;
    double scale = (double) cellHeight / face.height();
    for (int i = 0; i < faces; i++) {
      int left = i % 4 * cellWidth + (cellWidth - cellHeight) / 2;
      Composition.paste(frame, face, scale, left, i / 4 * cellHeight);
    }
    return jpeg(frame);
  }

  private static byte[] jpeg(RgbImage frame) {
    Random random = new Random(1);
    byte[] data = frame.data();
    for (int i = 0; i < data.length; i++) {
      int level = (data[i] & 0xff) + random.nextInt(2 * NOISE + 1) - NOISE;
      data[i] = (byte) Math.max(0, Math.min(255, level));
    }
    return ImageEncoder.jpeg(frame, JPEG_QUALITY);
  }
}
