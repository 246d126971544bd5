package dev.relievo.stage.detect;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceTrack;
import dev.relievo.tensor.Tensors;
import java.time.Instant;

/**
 * A face of one frame as tracking looks at it.
 *
 * @param faceId of the face
 * @param x centre of its crop, pixels of the frame
 * @param y as x
 * @param side of its crop, pixels of the frame
 * @param shape every ninth landmark, P x 3
 */
record Sighting(String faceId, double x, double y, double side, float[] shape) {

  private static final int STEP = 9;

  /** Part of a new speed in the smoothed one. */
  private static final double BRISK = 0.5;

  /** P, how many landmarks are looked at. */
  static final int POINTS = FaceLandmarks.COUNT / STEP;

  static Sighting of(FaceCrop crop) {
    SimilarityTransform toFrame = FaceRecords.cropToFrame(crop.getFace());
    double half = crop.getCrop().getWidth() / 2.0;
    float[] landmarks = Tensors.floats(crop.getLandmarks(), FaceLandmarks.COUNT, 3);
    float[] shape = new float[3 * POINTS];
    for (int i = 0; i < POINTS; i++) {
      System.arraycopy(landmarks, 3 * STEP * i, shape, 3 * i, 3);
    }
    return new Sighting(
        crop.getFace().getFaceId(),
        toFrame.applyX(half, half),
        toFrame.applyY(half, half),
        2 * half * toFrame.scale(),
        shape);
  }

  /** The track that this sighting begins. */
  FaceTrack begin(Instant now) {
    return track(faceId, now, 0, 0).setFrames(1).setDoubts(0).build();
  }

  /** A track as it is after this sighting. */
  FaceTrack goOn(FaceTrack track, Instant now) {
    double dt = TrackMatch.seconds(track, now);
    double vx = track.getSpeedX(), vy = track.getSpeedY();
    if (dt > 0) {
      vx += BRISK * ((x - track.getX()) / dt - vx);
      vy += BRISK * ((y - track.getY()) / dt - vy);
    }
    FaceTrack.Builder next = track(track.getTrackId(), now, vx, vy);
    next.setFrames(track.getFrames() + 1);
    if (TrackMatch.isAlike(track, this, Math.abs(dt))) {
      return next.setDoubts(0).build();
    }
    // Where landmarks are wrong, so is the size that they span.
    return next.setDoubts(track.getDoubts() + 1)
        .setShape(track.getShape())
        .setSide(track.getSide())
        .build();
  }

  private FaceTrack.Builder track(String trackId, Instant seenAt, double speedX, double speedY) {
    return FaceTrack.newBuilder()
        .setTrackId(trackId)
        .setSeenAt(seenAt)
        .setX(x)
        .setY(y)
        .setSide(side)
        .setSpeedX(speedX)
        .setSpeedY(speedY)
        .setShape(Tensors.of(shape, POINTS, 3));
  }
}
