package dev.relievo.export;

import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.image.ImageEncoder;
import dev.relievo.record.Box;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceRef;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Similarity;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Records of a face in the middle of a 640 x 480 frame. */
public final class Faces {

  private Faces() {}

  /** A face as the unwrap stage leaves it; it looks straight into the camera from 0.7 m. */
  public static UnwrappedFace unwrapped(MorphableModel model, int index) {
    byte[] texture = ImageEncoder.jpeg(TestMeshes.texture(), 95);
    byte[] visibility = ImageEncoder.greyPng(new byte[64 * 64], 64, 64);
    return UnwrappedFace.newBuilder()
        .setFace(ref(index))
        .setLandmarks(Tensors.of(new float[468 * 3], 468, 3))
        .setCoefficients(FaceRecords.toRecord(model.id(), parameters(model)))
        .setTexture(new EncodedImage(64, 64, ImageEncoding.JPEG, ByteBuffer.wrap(texture)))
        .setVisibility(new EncodedImage(64, 64, ImageEncoding.PNG, ByteBuffer.wrap(visibility)))
        .build();
  }

  /** The same with a bump of half a millimetre in the middle of its chart. */
  public static DetailedFace detailed(MorphableModel model, int index) {
    UnwrappedFace face = unwrapped(model, index);
    byte[] confidence = new byte[64 * 64];
    Arrays.fill(confidence, (byte) 255);
    byte[] map = ImageEncoder.greyPng(confidence, 64, 64);
    return DetailedFace.newBuilder()
        .setFace(face.getFace())
        .setLandmarks(face.getLandmarks())
        .setCoefficients(face.getCoefficients())
        .setTexture(face.getTexture())
        .setVisibility(face.getVisibility())
        .setDisplacement(DisplacementImages.encode(bump(64)))
        .setDisplacementScale(DisplacementImages.SCALE)
        .setConfidence(new EncodedImage(64, 64, ImageEncoding.PNG, ByteBuffer.wrap(map)))
        .setGate(1)
        .build();
  }

  private static DisplacementMap bump(int size) {
    DisplacementMap map = DisplacementMap.flat(size);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double dx = (x + .5) / size - .5, dy = (y + .5) / size - .5;
        map.millimetres()[y * size + x] = (float) (.5 * Math.exp(-200 * (dx * dx + dy * dy)));
      }
    }
    return map;
  }

  static FaceParameters parameters(MorphableModel model) {
    float[] identity = new float[model.identityCount()];
    identity[0] = 1;
    float[] expression = new float[model.expressionCount()];
    expression[0] = .25f;
    return new FaceParameters(
        identity,
        new float[model.correctiveCount()],
        expression,
        new float[model.albedoCount()],
        Pose.frontal(700),
        Illumination.ambient());
  }

  static FaceRef ref(int index) {
    return FaceRef.newBuilder()
        .setFaceId("door/42#" + index)
        .setCameraId("door")
        .setSequence(42)
        .setCapturedAt(Instant.parse("2026-01-02T03:04:05Z"))
        .setFaceIndex(index)
        .setFaceCount(1)
        .setBox(new Box(250f, 150f, 140f, 180f))
        .setScore(.875f)
        .setCropToFrame(new Similarity(1., 0., 200., 100.))
        .setFrameWidth(640)
        .setFrameHeight(480)
        .build();
  }
}
