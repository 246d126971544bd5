package dev.relievo.evaluate;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.record.Box;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Intrinsics;
import dev.relievo.record.Similarity;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.tensor.Tensors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A stage in the place of {@code detect} whose device has a known speed: a batch takes the same
 * time whatever its size, as on a GPU that is far from full, and no processor time. It finds one
 * face in every frame, the picture itself. What is measured with it is everything around the
 * device.
 */
final class SimulatedDevice implements Stage<Frame, FaceCrop> {

  private static final int SIDE = 256;

  private final long nanos;

  /**
   * A device.
   *
   * @param batch how long a batch takes
   */
  SimulatedDevice(Duration batch) {
    nanos = batch.toNanos();
  }

  @Override
  public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
    long end = System.nanoTime() + nanos;
    List<Outcome<FaceCrop>> outcomes =
        batch.stream().map(frame -> Outcome.done(crop(frame))).toList();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return outcomes;
  }

  /** The picture as the only face in it. */
  static FaceCrop crop(Frame frame) {
    FaceRef face =
        FaceRef.newBuilder()
            .setFaceId(frame.getCameraId() + "/" + frame.getSequence() + "#0")
            .setCameraId(frame.getCameraId())
            .setSequence(frame.getSequence())
            .setCapturedAt(frame.getCapturedAt())
            .setFaceIndex(0)
            .setFaceCount(1)
            .setBox(new Box(0f, 0f, (float) SIDE, (float) SIDE))
            .setScore(1f)
            .setCropToFrame(new Similarity(1.0, 0.0, 0.0, 0.0))
            .setFrameWidth(SIDE)
            .setFrameHeight(SIDE)
            .setIntrinsics(new Intrinsics((double) SIDE, SIDE / 2.0, SIDE / 2.0))
            .setIntrinsicsAssumed(true)
            .setModels(List.of("simulated@1"))
            .build();
    return FaceCrop.newBuilder()
        .setFace(face)
        .setLandmarks(Tensors.of(new float[3 * FaceLandmarks.COUNT], FaceLandmarks.COUNT, 3))
        .setCrop(new EncodedImage(SIDE, SIDE, ImageEncoding.JPEG, frame.getImage()))
        .build();
  }
}
