package dev.relievo.stream;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.record.FaceResult;
import dev.relievo.record.FaceStatus;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FrameStatus;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * The chain: frames, face crops, coarse faces, UV maps, detailed faces, meshes.
 *
 * <p>Conservation: every frame that can be read gets one {@link FrameResult}; every face announced
 * there leaves a stage as a record or ends in it with one {@link FaceResult}.
 */
public final class Chain {

  /** Names of the stages in order. */
  public static final List<String> STAGES =
      List.of("detect", "regress", "unwrap", "displace", "mesh");

  private static final int MAX_MESSAGE = 500;

  private Chain() {}

  /** The definition of a stage by its name. */
  public static StageDefinition<?, ?, ?> definition(String stage) {
    return switch (stage) {
      case "detect" -> detect();
      case "regress" -> regress();
      case "unwrap" -> unwrap();
      case "displace" -> displace();
      case "mesh" -> mesh();
      default ->
          throw new IllegalArgumentException(
              "there is no stage " + stage + "; the stages are " + String.join(", ", STAGES));
    };
  }

  /** Frames in, faces out; answers every frame; remembers where faces were. */
  public static StageDefinition<Frame, FaceCrop, FrameResult> detect() {
    return new StageDefinition<>(
        "detect",
        Topics.FRAMES,
        Topics.FACE_CROPS,
        Topics.FRAME_RESULTS,
        Frame::getCameraId,
        (frame, outcome) -> Optional.of(frameResult(frame, outcome)),
        new FrameView(),
        Optional.of(Topics.TRACKS));
  }

  /** Faces in, coefficients out; answers the faces that fail; remembers tracks. */
  public static StageDefinition<FaceCrop, CoarseFace, FaceResult> regress() {
    return new StageDefinition<>(
        "regress",
        Topics.FACE_CROPS,
        Topics.COARSE_FACES,
        Topics.FACE_RESULTS,
        crop -> crop.getFace().getCameraId(),
        (crop, outcome) -> failure(crop.getFace(), "regress", outcome),
        new FaceView<>("regress", Topics.FACE_CROPS, FaceCrop::getFace),
        Optional.of(Topics.FUSION));
  }

  /** Coefficients in, UV maps out; answers the faces that fail. */
  public static StageDefinition<CoarseFace, UnwrappedFace, FaceResult> unwrap() {
    return new StageDefinition<>(
        "unwrap",
        Topics.COARSE_FACES,
        Topics.UV_MAPS,
        Topics.FACE_RESULTS,
        coarse -> coarse.getFace().getCameraId(),
        (coarse, outcome) -> failure(coarse.getFace(), "unwrap", outcome),
        new FaceView<>("unwrap", Topics.COARSE_FACES, CoarseFace::getFace));
  }

  /** UV maps in, relief out; answers the faces that fail. */
  public static StageDefinition<UnwrappedFace, DetailedFace, FaceResult> displace() {
    return new StageDefinition<>(
        "displace",
        Topics.UV_MAPS,
        Topics.DETAILED_FACES,
        Topics.FACE_RESULTS,
        unwrapped -> unwrapped.getFace().getCameraId(),
        (unwrapped, outcome) -> failure(unwrapped.getFace(), "displace", outcome),
        new FaceView<>("displace", Topics.UV_MAPS, UnwrappedFace::getFace));
  }

  /** Relief in, meshes out; answers every face. */
  public static StageDefinition<DetailedFace, FaceMesh, FaceResult> mesh() {
    return new StageDefinition<>(
        "mesh",
        Topics.DETAILED_FACES,
        Topics.MESHES,
        Topics.FACE_RESULTS,
        detailed -> detailed.getFace().getCameraId(),
        (detailed, outcome) ->
            failure(detailed.getFace(), "mesh", outcome)
                .or(() -> Optional.of(meshed(detailed.getFace()))),
        new FaceView<>("mesh", Topics.DETAILED_FACES, DetailedFace::getFace));
  }

  private static FrameResult frameResult(Frame frame, Outcome<FaceCrop> outcome) {
    FrameResult.Builder result =
        FrameResult.newBuilder()
            .setCameraId(frame.getCameraId())
            .setSequence(frame.getSequence())
            .setCapturedAt(frame.getCapturedAt())
            .setFaceCount(0);
    if (outcome instanceof Outcome.Failed<FaceCrop> failed) {
      return result
          .setStatus(FrameStatus.REJECTED)
          .setReason(failed.reason())
          .setMessage(shortened(failed.message()))
          .build();
    }
    List<FaceCrop> faces = ((Outcome.Done<FaceCrop>) outcome).outputs();
    if (faces.isEmpty()) {
      return result.setStatus(FrameStatus.NO_FACE).build();
    }
    FaceRef first = faces.get(0).getFace();
    return result
        .setStatus(FrameStatus.FACES)
        .setFaceCount(faces.size())
        .setFrameWidth(first.getFrameWidth())
        .setFrameHeight(first.getFrameHeight())
        .build();
  }

  private static Optional<FaceResult> failure(FaceRef face, String stage, Outcome<?> outcome) {
    if (outcome instanceof Outcome.Failed<?> failed) {
      return Optional.of(
          FaceResult.newBuilder()
              .setFace(face)
              .setStatus(FaceStatus.FAILED)
              .setStage(stage)
              .setReason(failed.reason())
              .setMessage(shortened(failed.message()))
              .build());
    }
    return Optional.empty();
  }

  private static FaceResult meshed(FaceRef face) {
    return FaceResult.newBuilder()
        .setFace(face)
        .setStatus(FaceStatus.MESHED)
        .setStage("mesh")
        .build();
  }

  private static String shortened(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "...";
  }
}
