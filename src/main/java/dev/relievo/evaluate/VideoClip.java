package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Intrinsics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Frames of one camera that show one face, at {@link #RATE} a second: first at rest, then perhaps
 * moving.
 *
 * @param kind what its figures are counted under
 * @param frames in order
 * @param rest how many of the first ones are at rest
 * @param truth of each frame; empty where it is not known
 */
record VideoClip(String kind, List<Frame> frames, int rest, List<FaceParameters> truth) {

  /** Frames a second. */
  static final int RATE = 25;

  /** As a camera's encoder may do. */
  private static final int QUALITY = 88;

  private static final long MICROS = 1_000_000L / RATE;

  /** The picture of a frame. */
  static Frame frame(String camera, int number, RgbImage picture, Intrinsics lens) {
    return Frame.newBuilder()
        .setCameraId(camera)
        .setSequence(number)
        .setCapturedAt(Instant.EPOCH.plusNanos(1_000 * MICROS * number))
        .setEncoding(ImageEncoding.JPEG)
        .setImage(ByteBuffer.wrap(ImageEncoder.jpeg(picture, QUALITY)))
        .setIntrinsics(lens)
        .build();
  }
}
