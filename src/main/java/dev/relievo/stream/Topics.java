package dev.relievo.stream;

import dev.relievo.record.CoarseFace;
import dev.relievo.record.DeadLetter;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceResult;
import dev.relievo.record.Frame;
import dev.relievo.record.FrameResult;
import dev.relievo.record.FusedTrack;
import dev.relievo.record.TrackedCamera;
import dev.relievo.record.UnwrappedFace;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every topic as a typed constant.
 *
 * <p>Pictures of people are kept for an hour, answers and what is needed to find a defect for a
 * day. Dead letters have a topic a stage, see {@link #deadLetters}.
 */
public final class Topics {

  /** What the name of every topic starts with. */
  static final String PREFIX = "relievo.";

  /** An image of 16 MiB and the fields around it. */
  private static final int FRAME_BYTES = (16 << 20) + (4 << 10);

  private static final int RECORD_BYTES = 1 << 20;

  /** Relief to the micrometre is noise to a compressor: at 512 texels a record has 1 to 2 MiB. */
  private static final int RELIEF_BYTES = 4 << 20;

  private static final Duration PICTURES = Duration.ofHours(1);
  private static final Duration ANSWERS = Duration.ofHours(24);

  /** What cameras publish; room for a phone's photograph or a 4K frame. */
  public static final Topic<Frame> FRAMES =
      new Topic<>("relievo.frames", Frame.class, FRAME_BYTES, PICTURES);

  /** Detected faces, written by {@code detect}. */
  public static final Topic<FaceCrop> FACE_CROPS =
      new Topic<>("relievo.face-crops", FaceCrop.class, RECORD_BYTES, PICTURES);

  /** Faces with coefficients, written by {@code regress}. */
  public static final Topic<CoarseFace> COARSE_FACES =
      new Topic<>("relievo.coarse-faces", CoarseFace.class, RECORD_BYTES, PICTURES);

  /** Faces in UV space, written by {@code unwrap}. */
  public static final Topic<UnwrappedFace> UV_MAPS =
      new Topic<>("relievo.uv-maps", UnwrappedFace.class, RECORD_BYTES, PICTURES);

  /** Faces with their relief, written by {@code displace}. */
  public static final Topic<DetailedFace> DETAILED_FACES =
      new Topic<>("relievo.detailed-faces", DetailedFace.class, RELIEF_BYTES, PICTURES);

  /** Textured meshes, written by {@code mesh}. */
  public static final Topic<FaceMesh> MESHES =
      new Topic<>("relievo.meshes", FaceMesh.class, RELIEF_BYTES, PICTURES);

  /** One answer a frame, written by {@code detect}. */
  public static final Topic<FrameResult> FRAME_RESULTS =
      new Topic<>("relievo.frame-results", FrameResult.class, RECORD_BYTES, ANSWERS);

  /** One answer an announced face, written by whichever stage ends it. */
  public static final Topic<FaceResult> FACE_RESULTS =
      new Topic<>("relievo.face-results", FaceResult.class, RECORD_BYTES, ANSWERS);

  /** What the names of topics end with that hold states. */
  static final String CHANGELOG = "-changelog";

  /** What {@code detect} remembers of each camera. */
  public static final Topic<TrackedCamera> TRACKS =
      Topic.ofMemory(
          "relievo-detect-tracks" + CHANGELOG, TrackedCamera.class, RECORD_BYTES, PICTURES);

  /** What {@code regress} remembers of each track. */
  public static final Topic<FusedTrack> FUSION =
      Topic.ofMemory(
          "relievo-regress-fusion" + CHANGELOG, FusedTrack.class, RECORD_BYTES, PICTURES);

  private Topics() {}

  /** Where a stage puts records that it cannot read. */
  public static Topic<DeadLetter> deadLetters(String stage) {
    return new Topic<>(
        "relievo." + stage + ".dead-letters", DeadLetter.class, RECORD_BYTES, ANSWERS);
  }

  /** Those that hold states: nobody but their stage writes or reads them. */
  public static List<Topic<?>> memories() {
    return List.of(TRACKS, FUSION);
  }

  /** All that are on the broker: records, then states. */
  public static List<Topic<?>> onBroker() {
    return Stream.concat(all().stream(), memories().stream()).toList();
  }

  /** All that hold records, in the order of the chain. */
  public static List<Topic<?>> all() {
    return Stream.<Topic<?>>concat(
            Stream.<Topic<?>>of(
                FRAMES,
                FACE_CROPS,
                COARSE_FACES,
                UV_MAPS,
                DETAILED_FACES,
                MESHES,
                FRAME_RESULTS,
                FACE_RESULTS),
            Chain.STAGES.stream().map(Topics::deadLetters))
        .toList();
  }
}
