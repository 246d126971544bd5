package dev.relievo.web;

import dev.relievo.record.Box;
import dev.relievo.record.Coefficients;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.MeshFormat;
import dev.relievo.record.Similarity;
import dev.relievo.record.Tensor;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Small records for what looks at their ids only. */
final class WebRecords {

  private static final Instant CAPTURED_AT = Instant.parse("2026-11-23T10:15:30Z");

  private WebRecords() {}

  static SeenFace face(String camera, long sequence, int index, int count) {
    FaceMesh mesh =
        FaceMesh.newBuilder()
            .setFace(ref(camera, sequence, index, count))
            .setLandmarks(Tensors.of(new float[] {50, 25, 1}, 1, 3))
            .setCoefficients(coefficients())
            .setFormat(MeshFormat.GLB)
            .setMesh(ByteBuffer.allocate(1))
            .build();
    return SeenFace.of(mesh, CAPTURED_AT, 80);
  }

  static FaceRef ref(String camera, long sequence, int index, int count) {
    return FaceRef.newBuilder()
        .setFaceId(camera + "/" + sequence + "#" + index)
        .setCameraId(camera)
        .setSequence(sequence)
        .setCapturedAt(CAPTURED_AT)
        .setFaceIndex(index)
        .setFaceCount(count)
        .setBox(new Box(10f, 20f, 30f, 40f))
        .setScore(0.875f)
        .setCropToFrame(new Similarity(1.0, 0.0, 0.0, 0.0))
        .setFrameWidth(100)
        .setFrameHeight(200)
        .build();
  }

  private static Coefficients coefficients() {
    Tensor none = Tensors.of(new float[1], 1);
    return new Coefficients("model@1", none, none, none, none, none, none, none);
  }

  static FrameResult answer(String camera, long sequence, FrameStatus status, int faces) {
    return FrameResult.newBuilder()
        .setCameraId(camera)
        .setSequence(sequence)
        .setCapturedAt(CAPTURED_AT)
        .setStatus(status)
        .setFaceCount(faces)
        .build();
  }
}
