package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.Frame;
import dev.relievo.record.Intrinsics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Clips of {@link TestFaces}: a second at rest, then a second in which the head turns, nods and
 * moves aside while the mouth opens. Identity, albedo and light stay; each frame has its own grain
 * and goes through JPEG.
 */
final class RenderedClips {

  private static final int REST = 24;
  private static final int FRAMES = 48;
  private static final double MOST_YAW = 20;

  private final MorphableModel model;
  private final TestFaces faces;
  private final long seed;

  RenderedClips(MorphableModel model, long seed) {
    this.model = model;
    this.seed = seed;
    faces = new TestFaces(model, seed);
  }

  /** Draws a clip. */
  VideoClip draw(int number) {
    FaceParameters face = faces.draw(number, 0, MOST_YAW).truth();
    Random way = new Random(seed + 13L * number);
    double yaw = Math.toRadians(15 + 15 * way.nextDouble()) * (way.nextBoolean() ? 1 : -1);
    double pitch = Math.toRadians(12 * (way.nextDouble() - 0.5));
    double aside = 80 * (way.nextDouble() - 0.5);
    int jaw = model.expressionNames().indexOf("jawOpen");
    Intrinsics lens = FaceRecords.toRecord(TestFaces.CAMERA);
    List<Frame> frames = new ArrayList<>();
    List<FaceParameters> truth = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      double along = along(i);
      FaceParameters moved = moved(face, along * yaw, along * pitch, along * aside, jaw, along);
      Random grain = new Random(seed * 1_000_003 + number * 1_009L + i);
      truth.add(moved);
      frames.add(
          VideoClip.frame(
              "clip-" + number, i, faces.render(moved, new Random(seed + number), grain), lens));
    }
    return new VideoClip("synthetic", frames, REST, truth);
  }

  /** From 0 to 1 and half the way back. */
  private static double along(int frame) {
    if (frame < REST) {
      return 0;
    }
    double t = (frame - REST + 1.0) / (FRAMES - REST);
    return (1 - Math.cos(1.5 * Math.PI * t)) / 2;
  }

  private static FaceParameters moved(
      FaceParameters face, double yaw, double pitch, double aside, int jaw, double open) {
    HeadPose head = HeadPose.of(face.pose());
    double[] r = HeadPose.rotation(head.yaw() + yaw, head.pitch() + pitch, head.roll());
    Pose pose = Pose.ofRotation(r, face.pose().x() + aside, face.pose().y(), face.pose().z());
    float[] expression = face.expression().clone();
    if (jaw >= 0) {
      expression[jaw] += (float) (0.5 * open * (1 - expression[jaw]));
    }
    return new FaceParameters(
        face.identity(), face.corrective(), expression, face.albedo(), pose, face.illumination());
  }
}
