package dev.relievo.export;

import dev.relievo.face.Camera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Makes a GLB of a track: one neutral face with the texture and relief of the frame that shows it
 * best, its expressions as morph targets, and an animation of their weights and of the head's pose.
 *
 * <p>The neutral face is, component by component, the median of the frames' identities. Where those
 * were fused over the track that is what they came to agree on; where they were not, a few bad
 * frames do not pull it away.
 */
public final class TrackAnimator {

  private static final double NANOS = 1e9;

  /** Frames whose shapes are compared with the track's; a shape takes two milliseconds. */
  private static final int MOST_COMPARED = 600;

  /**
   * An animated face.
   *
   * @param glb the file, position 0
   * @param frames keys of the animation
   * @param duration from the first to the last
   * @param shapeDifference how far the vertices of the frames' own neutral faces are from the one
   *     in the file, root mean square, mm: the median frame
   * @param largestDifference the same of the frame farthest away
   */
  public record Animation(
      ByteBuffer glb,
      int frames,
      Duration duration,
      double shapeDifference,
      double largestDifference) {

    /** Of the file. */
    public int bytes() {
      return glb.limit();
    }
  }

  private final MorphableModel model;
  private final FaceMesher mesher;
  private final Compression compression;

  /** For tracks of a model. */
  public TrackAnimator(MorphableModel model, Compression compression) {
    this.model = model;
    this.compression = compression;
    mesher = new FaceMesher(model);
  }

  /**
   * Makes the file.
   *
   * @throws IllegalArgumentException where the track is empty
   */
  public Animation animate(FaceTrack track) {
    List<FaceTrack.Key> keys = track.keys();
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("the track " + track.name() + " has no frames");
    }
    float[] identity = median(keys, FaceTrack.Shape::identity);
    float[] corrective = median(keys, FaceTrack.Shape::corrective);
    Motion motion = motion(keys, track.best().getFace());
    ByteBuffer glb = write(track, identity, corrective, motion);
    double[] differences = differences(keys, identity, corrective);
    Duration duration =
        Duration.between(keys.get(0).capturedAt(), keys.get(keys.size() - 1).capturedAt());
    return new Animation(
        glb,
        keys.size(),
        duration,
        differences[differences.length / 2],
        differences[differences.length - 1]);
  }

  private ByteBuffer write(FaceTrack track, float[] identity, float[] corrective, Motion motion) {
    FaceMesh best = track.best();
    DisplacementMap relief = DisplacementImages.of(best);
    mesher.place(
        FaceRecords.fromRecord(model, best.getCoefficients()).neutral(identity, corrective),
        relief);
    TexturedMesh mesh = mesher.mesh(track.name(), Glb.readTexture(best.getMesh()), Detail.DEFAULT);
    float[] first = Arrays.copyOf(motion.weights(), model.expressionCount());
    Expressions expressions =
        new Expressions(ExpressionTargets.of(model, identity, corrective), first);
    return Glb.write(mesh, expressions, motion, compression);
  }

  private Motion motion(List<FaceTrack.Key> keys, FaceRef seen) {
    int e = model.expressionCount();
    float[] weights = new float[keys.size() * e];
    List<Pose> poses = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      System.arraycopy(keys.get(k).face().expression(), 0, weights, k * e, e);
      poses.add(keys.get(k).face().pose());
    }
    Camera camera = FaceRecords.camera(seen);
    Motion.Lens lens =
        new Motion.Lens(
            seen.getFrameHeight() / camera.focal(),
            (double) seen.getFrameWidth() / seen.getFrameHeight());
    return new Motion(seconds(keys), poses, weights, lens);
  }

  private static float[] seconds(List<FaceTrack.Key> keys) {
    Instant start = keys.get(0).capturedAt();
    float[] out = new float[keys.size()];
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) (Duration.between(start, keys.get(k).capturedAt()).toNanos() / NANOS);
    }
    return out;
  }

  private static float[] median(List<FaceTrack.Key> keys, Function<FaceTrack.Shape, float[]> part) {
    float[] out = new float[part.apply(keys.get(0).face()).length];
    float[] values = new float[keys.size()];
    for (int i = 0; i < out.length; i++) {
      for (int k = 0; k < values.length; k++) {
        values[k] = part.apply(keys.get(k).face())[i];
      }
      Arrays.sort(values);
      out[i] = (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }
    return out;
  }

  /**
   * Root mean square distances of the frames' neutral faces from this one, mm, rising; of a long
   * track, of frames spread evenly.
   */
  private double[] differences(List<FaceTrack.Key> keys, float[] identity, float[] corrective) {
    float[] neutral = model.shape(identity, corrective, new float[0]);
    double[] out = new double[Math.min(keys.size(), MOST_COMPARED)];
    for (int i = 0; i < out.length; i++) {
      FaceTrack.Shape own = keys.get((int) ((long) i * keys.size() / out.length)).face();
      float[] shape = model.shape(own.identity(), own.corrective(), new float[0]);
      double sum = 0;
      for (int k = 0; k < shape.length; k++) {
        sum += (shape[k] - neutral[k]) * (double) (shape[k] - neutral[k]);
      }
      out[i] = Math.sqrt(3 * sum / shape.length);
    }
    Arrays.sort(out);
    return out;
  }
}
