package dev.relievo.stream;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.Coefficients;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A chain whose pictures are words: {@code faces 3} holds three faces, {@code empty} none, {@code
 * broken} is corrupt, {@code defect} makes the stage throw, {@code huge} makes it emit too much. A
 * face of a picture that says {@code lost} fails in regress, one that says {@code scarred} in
 * displace.
 */
public final class TextStages {

  private TextStages() {}

  /** Words to faces. */
  public static Stage<Frame, FaceCrop> detect() {
    return each(TextStages::detect);
  }

  /** Loses those that say so. */
  public static Stage<FaceCrop, CoarseFace> regress() {
    return each(
        crop ->
            text(crop.getCrop().getData()).contains("lost")
                ? Outcome.failed(RejectReason.NOT_CONVERGED, "no fit for " + id(crop))
                : Outcome.done(
                    new CoarseFace(
                        crop.getFace(),
                        crop.getLandmarks(),
                        coefficients(),
                        0f,
                        0f,
                        crop.getCrop(),
                        null,
                        1)));
  }

  /** Hands on. */
  public static Stage<CoarseFace, UnwrappedFace> unwrap() {
    return each(
        face ->
            Outcome.done(
                new UnwrappedFace(
                    face.getFace(),
                    face.getLandmarks(),
                    face.getCoefficients(),
                    face.getCrop(),
                    face.getCrop())));
  }

  /** Fails on those that say so. */
  public static Stage<UnwrappedFace, DetailedFace> displace() {
    return each(
        face ->
            text(face.getTexture().getData()).contains("scarred")
                ? Outcome.failed(
                    RejectReason.INVALID_RECORD, "no relief for " + face.getFace().getFaceId())
                : Outcome.done(
                    new DetailedFace(
                        face.getFace(),
                        face.getLandmarks(),
                        face.getCoefficients(),
                        face.getTexture(),
                        face.getVisibility(),
                        face.getVisibility(),
                        1f,
                        face.getVisibility(),
                        1f)));
  }

  /** Hands on. */
  public static Stage<DetailedFace, FaceMesh> mesh() {
    return each(
        face ->
            Outcome.done(
                FaceMesh.newBuilder()
                    .setFace(face.getFace())
                    .setLandmarks(face.getLandmarks())
                    .setCoefficients(face.getCoefficients())
                    .setMesh(face.getTexture().getData())
                    .build()));
  }

  private static <I, O> Stage<I, O> each(Function<I, Outcome<O>> function) {
    return batch -> batch.stream().map(function).toList();
  }

  private static Outcome<FaceCrop> detect(Frame frame) {
    String picture = text(frame.getImage());
    return switch (picture.split(" ")[0]) {
      case "faces" -> new Outcome.Done<>(crops(frame, picture));
      case "empty" -> new Outcome.Done<>(List.of());
      case "broken" -> Outcome.failed(RejectReason.CORRUPT, "the picture is broken");
      case "huge" -> Outcome.done(crop(frame, "x".repeat(2 << 20), 0, 1));
      default -> throw new IllegalStateException("a defect that shows on " + picture);
    };
  }

  private static List<FaceCrop> crops(Frame frame, String picture) {
    int count = Integer.parseInt(picture.split(" ")[1]);
    return IntStream.range(0, count).mapToObj(i -> crop(frame, picture, i, count)).toList();
  }

  /** Starts all stages but the first, which tests vary. */
  static void startAfterDetect(StageRunner runner) {
    runner.start(Chain.regress(), regress());
    runner.start(Chain.unwrap(), unwrap());
    runner.start(Chain.displace(), displace());
    runner.start(Chain.mesh(), mesh());
  }

  private static FaceCrop crop(Frame frame, String picture, int index, int count) {
    FaceCrop crop = SampleRecords.crop(frame.getCameraId(), frame.getSequence(), index, count);
    ByteBuffer data = ByteBuffer.wrap(picture.getBytes(StandardCharsets.UTF_8));
    return FaceCrop.newBuilder(crop)
        .setCrop(new EncodedImage(1, 1, ImageEncoding.UNKNOWN, data))
        .build();
  }

  private static Coefficients coefficients() {
    return Coefficients.newBuilder()
        .setModelId("words@1")
        .setIdentity(Tensors.of(new float[0], 0))
        .setCorrective(Tensors.of(new float[0], 0))
        .setExpression(Tensors.of(new float[0], 0))
        .setAlbedo(Tensors.of(new float[0], 0))
        .setRotation(Tensors.of(new float[] {0, 1, 0, 0}, 4))
        .setTranslation(Tensors.of(new float[3], 3))
        .setIllumination(Tensors.of(new float[27], 3, 9))
        .build();
  }

  private static String id(FaceCrop crop) {
    return crop.getFace().getFaceId();
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
