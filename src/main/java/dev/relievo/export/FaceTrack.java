package dev.relievo.export;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.Box;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * What was seen of one face over the frames of a camera: a shape, a pose and expressions a frame,
 * and the record of the frame that shows it best. A frame takes about a kilobyte. Not safe to share
 * between threads.
 */
public final class FaceTrack {

  /**
   * A frame.
   *
   * @param capturedAt by the camera's clock
   * @param face without light
   */
  record Key(Instant capturedAt, Shape face) {}

  /**
   * What of a face an animation needs.
   *
   * @param identity standard deviations
   * @param corrective standard deviations
   * @param expression 0 to 1
   */
  record Shape(float[] identity, float[] corrective, float[] expression, Pose pose) {}

  private final MorphableModel model;
  private final String name;
  private final TreeMap<Instant, Shape> keys = new TreeMap<>();
  private FaceMesh best;
  private double quality;

  /**
   * An empty track.
   *
   * @param model of its faces
   * @param name for people
   */
  public FaceTrack(MorphableModel model, String name) {
    this.model = model;
    this.name = name;
  }

  /**
   * Takes a frame; one captured at the same time as an earlier one replaces it, as a replay does.
   *
   * @throws IllegalArgumentException where the record is malformed or of another face model
   */
  public void add(FaceMesh mesh) {
    FaceParameters face = FaceRecords.fromRecord(model, mesh.getCoefficients());
    if (!face.isFinite()) {
      throw new IllegalArgumentException("its coefficients are not all finite");
    }
    FaceRef ref = mesh.getFace();
    keys.put(
        ref.getCapturedAt(),
        new Shape(face.identity(), face.corrective(), face.expression(), face.pose()));
    double now = quality(ref, face);
    if (best == null || now > quality) {
      best = mesh;
      quality = now;
    }
  }

  /** For people. */
  public String name() {
    return name;
  }

  /** Frames. */
  public int size() {
    return keys.size();
  }

  /** In order of time, no two at once. */
  List<Key> keys() {
    List<Key> out = new ArrayList<>();
    keys.forEach((at, shape) -> out.add(new Key(at, shape)));
    return out;
  }

  /** The record whose texture is the best; null where there is no frame. */
  FaceMesh best() {
    return best;
  }

  /** Of two tracks the one with more frames is longer. */
  public static Comparator<FaceTrack> byLength() {
    return Comparator.comparingInt(FaceTrack::size);
  }

  /**
   * How much of a texture a frame gives: pixels on the face, fewer where it is turned away, less
   * where it is not at rest (a closed eye has no iris to show).
   */
  private static double quality(FaceRef ref, FaceParameters face) {
    Box box = ref.getBox();
    double facing = facing(face.pose()), unrest = 1;
    for (float weight : face.expression()) {
      unrest += weight;
    }
    return ref.getScore() * box.getWidth() * box.getHeight() * facing * facing / unrest;
  }

  /** The cosine of the angle between the face's front and the way to the camera; 0 from behind. */
  private static double facing(Pose p) {
    double[] r = p.rotation();
    double distance = Math.sqrt(p.x() * p.x() + p.y() * p.y() + p.z() * p.z());
    return Math.max(0, -(r[2] * p.x() + r[5] * p.y() + r[8] * p.z()) / Math.max(1e-9, distance));
  }
}
