package dev.relievo.stage.detect;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.Box;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.stage.SyntheticFace;
import dev.relievo.stage.regress.FaceFit;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What detect makes of frames in which people stand somewhere, without pictures. */
public final class MovingFace {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final Camera CAMERA = Camera.ofFrame(WIDTH, HEIGHT);

  private MovingFace() {}

  /** A frame of a camera that takes 25 a second. */
  public static Frame frame(String camera, int number) {
    return frame(camera, number, at(number));
  }

  /** A frame. */
  public static Frame frame(String camera, long sequence, Instant capturedAt) {
    return Frame.newBuilder()
        .setCameraId(camera)
        .setSequence(sequence)
        .setCapturedAt(capturedAt)
        .setImage(ByteBuffer.wrap(new byte[] {1}))
        .build();
  }

  static Instant at(int number) {
    return Instant.parse("2026-11-26T10:00:00Z").plusMillis(40L * number);
  }

  /** Somebody, by a number; each is another. */
  public static FaceParameters person(int number) {
    Random random = new Random(97L * number + 5);
    float[] identity = new float[MODEL.identityCount()];
    for (int i = 0; i < identity.length; i++) {
      identity[i] = (float) (1.3 * random.nextGaussian());
    }
    return new FaceParameters(
        identity,
        new float[MODEL.correctiveCount()],
        new float[MODEL.expressionCount()],
        new float[MODEL.albedoCount()],
        Pose.frontal(700),
        Illumination.ambient());
  }

  /** A person at a place of the frame, turned by yaw in radians. */
  public static FaceParameters placed(FaceParameters person, double x, double y, double yaw) {
    double c = Math.cos(yaw), s = Math.sin(yaw), z = 700;
    Pose pose =
        Pose.ofRotation(
            new double[] {c, 0, s, 0, -1, 0, s, 0, -c},
            (x - CAMERA.centreX()) / CAMERA.focal() * z,
            (y - CAMERA.centreY()) / CAMERA.focal() * z,
            z);
    return new FaceParameters(
        person.identity(),
        person.corrective(),
        person.expression(),
        person.albedo(),
        pose,
        person.illumination());
  }

  /** Faces of a frame from left to right, their landmarks a little off. */
  public static List<FaceCrop> crops(Frame frame, FaceParameters... faces) {
    Random noise = new Random(frame.getSequence());
    List<FaceCrop> crops = new ArrayList<>();
    List<FaceParameters> ordered =
        Arrays.stream(faces).sorted(Comparator.comparingDouble(f -> f.pose().x())).toList();
    for (FaceParameters face : ordered) {
      crops.add(crop(frame, face, crops.size(), faces.length, noise));
    }
    return crops;
  }

  private static FaceCrop crop(
      Frame frame, FaceParameters face, int index, int count, Random noise) {
    float[] landmarks = FaceFit.project(MODEL, face, CAMERA);
    double scale = CAMERA.focal() / face.pose().z();
    for (int i = 0; i < landmarks.length; i++) {
      double depth = i % 3 == 2 ? (landmarks[i] - face.pose().z()) * scale : landmarks[i];
      landmarks[i] = (float) (depth + 0.7 * noise.nextGaussian());
    }
    AlignedCrop crop = AlignedCrop.of(landmarks);
    FaceRef ref =
        FaceRef.newBuilder()
            .setFaceId(frame.getCameraId() + "/" + frame.getSequence() + "#" + index)
            .setCameraId(frame.getCameraId())
            .setSequence(frame.getSequence())
            .setCapturedAt(frame.getCapturedAt())
            .setFaceIndex(index)
            .setFaceCount(count)
            .setBox(new Box(0f, 0f, 1f, 1f))
            .setScore(0.9f)
            .setCropToFrame(FaceRecords.toRecord(crop.toFrame()))
            .setFrameWidth(WIDTH)
            .setFrameHeight(HEIGHT)
            .build();
    return new FaceCrop(
        ref,
        Tensors.of(landmarks, FaceLandmarks.COUNT, 3),
        new EncodedImage(
            crop.size(), crop.size(), ImageEncoding.JPEG, ByteBuffer.wrap(new byte[] {1})));
  }
}
