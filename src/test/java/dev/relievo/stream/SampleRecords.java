package dev.relievo.stream;

import dev.relievo.record.Box;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.Coefficients;
import dev.relievo.record.DataType;
import dev.relievo.record.DeadLetter;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.FaceTrack;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.FusedTrack;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Intrinsics;
import dev.relievo.record.MeshFormat;
import dev.relievo.record.RejectReason;
import dev.relievo.record.Similarity;
import dev.relievo.record.Tensor;
import dev.relievo.record.TrackedCamera;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** One record of each topic with every field set, small and always the same. */
public final class SampleRecords {

  static final Instant CAPTURED_AT = Instant.parse("2026-11-23T10:15:30.123456Z");

  private static final Map<Class<?>, Supplier<SpecificRecord>> BY_TYPE =
      Map.ofEntries(
          Map.entry(Frame.class, () -> frame("door", 7, "a photograph")),
          Map.entry(FaceCrop.class, () -> crop("door", 7, 0, 1)),
          Map.entry(CoarseFace.class, SampleRecords::coarseFace),
          Map.entry(UnwrappedFace.class, SampleRecords::unwrappedFace),
          Map.entry(DetailedFace.class, SampleRecords::detailedFace),
          Map.entry(FaceMesh.class, SampleRecords::mesh),
          Map.entry(FrameResult.class, SampleRecords::frameResult),
          Map.entry(FaceResult.class, SampleRecords::faceResult),
          Map.entry(DeadLetter.class, SampleRecords::deadLetter),
          Map.entry(TrackedCamera.class, SampleRecords::trackedCamera),
          Map.entry(FusedTrack.class, SampleRecords::fusedTrack));

  private SampleRecords() {}

  /** The record of a type. */
  public static SpecificRecord of(Class<?> type) {
    return BY_TYPE.get(type).get();
  }

  static Frame frame(String camera, long sequence, String image) {
    return Frame.newBuilder()
        .setCameraId(camera)
        .setSequence(sequence)
        .setCapturedAt(CAPTURED_AT)
        .setEncoding(ImageEncoding.JPEG)
        .setImage(bytes(image))
        .setIntrinsics(new Intrinsics(1000.5, 640.0, 360.0))
        .build();
  }

  static FaceRef face(String camera, long sequence, int index, int count) {
    return FaceRef.newBuilder()
        .setFaceId(camera + "/" + sequence + "#" + index)
        .setTrackId("track-1")
        .setCameraId(camera)
        .setSequence(sequence)
        .setCapturedAt(CAPTURED_AT)
        .setFaceIndex(index)
        .setFaceCount(count)
        .setBox(new Box(10.5f, 20.25f, 100f, 120f))
        .setScore(0.875f)
        .setCropToFrame(new Similarity(1.25, 0.125, 3.0, -4.0))
        .setFrameWidth(1280)
        .setFrameHeight(720)
        .setIntrinsics(new Intrinsics(1000.5, 640.0, 360.0))
        .setIntrinsicsAssumed(true)
        .setModels(List.of("detector@1", "landmarks@1"))
        .build();
  }

  static FaceCrop crop(String camera, long sequence, int index, int count) {
    return FaceCrop.newBuilder()
        .setFace(face(camera, sequence, index, count))
        .setLandmarks(landmarks())
        .setCrop(image(ImageEncoding.JPEG))
        .build();
  }

  private static CoarseFace coarseFace() {
    return CoarseFace.newBuilder()
        .setFace(face("door", 7, 0, 1))
        .setLandmarks(landmarks())
        .setCoefficients(coefficients())
        .setLandmarkError(0.03125f)
        .setPhotometricError(0.0625f)
        .setCrop(image(ImageEncoding.JPEG))
        .setRaw(coefficients())
        .setFusedFrames(12)
        .build();
  }

  private static TrackedCamera trackedCamera() {
    FaceTrack track =
        FaceTrack.newBuilder()
            .setTrackId("door/5#0")
            .setSeenAt(CAPTURED_AT)
            .setFrames(3)
            .setDoubts(1)
            .setX(320.5)
            .setY(200.25)
            .setSide(180)
            .setSpeedX(-12.5)
            .setSpeedY(3)
            .setShape(landmarks())
            .build();
    return new TrackedCamera(CAPTURED_AT, List.of(track));
  }

  private static FusedTrack fusedTrack() {
    return FusedTrack.newBuilder()
        .setCapturedAt(CAPTURED_AT)
        .setModelId("relievo-face@1")
        .setFrames(12)
        .setWeight(9.5)
        .setStrikes(1)
        .setIdentity(Tensors.of(new float[] {0.5f, -1.25f}, 2))
        .setCorrective(Tensors.of(new float[] {0.25f}, 1))
        .setAlbedo(Tensors.of(new float[] {-0.75f}, 1))
        .setMotion(Tensors.of(new float[] {0.5f, 2}, 2, 1))
        .build();
  }

  private static UnwrappedFace unwrappedFace() {
    return UnwrappedFace.newBuilder()
        .setFace(face("door", 7, 0, 1))
        .setLandmarks(landmarks())
        .setCoefficients(coefficients())
        .setTexture(image(ImageEncoding.JPEG))
        .setVisibility(image(ImageEncoding.PNG))
        .build();
  }

  private static DetailedFace detailedFace() {
    return DetailedFace.newBuilder()
        .setFace(face("door", 7, 0, 1))
        .setLandmarks(landmarks())
        .setCoefficients(coefficients())
        .setTexture(image(ImageEncoding.JPEG))
        .setVisibility(image(ImageEncoding.PNG))
        .setDisplacement(image(ImageEncoding.PNG))
        .setDisplacementScale(0.001f)
        .setConfidence(image(ImageEncoding.PNG))
        .setGate(0.75f)
        .build();
  }

  private static FaceMesh mesh() {
    return FaceMesh.newBuilder()
        .setFace(face("door", 7, 0, 1))
        .setLandmarks(landmarks())
        .setCoefficients(coefficients())
        .setFormat(MeshFormat.GLB)
        .setMesh(bytes("glTF"))
        .setDisplacement(image(ImageEncoding.PNG))
        .setDisplacementScale(0.001f)
        .build();
  }

  private static FrameResult frameResult() {
    return FrameResult.newBuilder()
        .setCameraId("door")
        .setSequence(7)
        .setCapturedAt(CAPTURED_AT)
        .setStatus(FrameStatus.REJECTED)
        .setFaceCount(0)
        .setFrameWidth(1280)
        .setFrameHeight(720)
        .setReason(RejectReason.CORRUPT)
        .setMessage("the JPEG ends early")
        .build();
  }

  private static FaceResult faceResult() {
    return FaceResult.newBuilder()
        .setFace(face("door", 7, 0, 1))
        .setStatus(FaceStatus.FAILED)
        .setStage("regress")
        .setReason(RejectReason.NOT_CONVERGED)
        .setMessage("the fit did not converge")
        .build();
  }

  private static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setTopic("relievo.frames")
        .setPartition(3)
        .setOffset(42)
        .setStage("detect")
        .setReason(RejectReason.INVALID_RECORD)
        .setExceptionClass("java.io.EOFException")
        .setMessage("the record ends within a value")
        .setFailedAt(CAPTURED_AT)
        .setPayload(bytes("raw"))
        .build();
  }

  private static Coefficients coefficients() {
    return Coefficients.newBuilder()
        .setModelId("relievo-face@1")
        .setIdentity(Tensors.of(new float[] {0.5f, -1.25f}, 2))
        .setCorrective(Tensors.of(new float[] {0.25f}, 1))
        .setExpression(Tensors.of(new float[] {1f}, 1))
        .setAlbedo(Tensors.of(new float[] {-0.75f}, 1))
        .setRotation(Tensors.of(new float[] {0, 1, 0, 0}, 4))
        .setTranslation(Tensors.of(new float[] {1, 2, 600}, 3))
        .setIllumination(Tensors.of(new float[27], 3, 9))
        .build();
  }

  private static Tensor landmarks() {
    return new Tensor(DataType.F32, List.of(1, 3), ByteBuffer.allocate(12).putFloat(0, 1.5f));
  }

  private static EncodedImage image(ImageEncoding encoding) {
    return new EncodedImage(2, 2, encoding, bytes("pixels"));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
