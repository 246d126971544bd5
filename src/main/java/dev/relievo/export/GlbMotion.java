package dev.relievo.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.face.Pose;
import java.util.List;

/**
 * The scene of a moving head: a node with the pose, under it the mesh, a camera at the origin, and
 * the animation of pose and weights. Camera space here is +y down and +z forward, glTF's is +y up
 * and +z backward: a half turn about x lies between them.
 */
final class GlbMotion {

  private static final float METRES = 1000;
  private static final double NEAR_METRES = 0.01;
  private static final int HEAD = 0;
  private static final int MESH = 1;
  private static final int CAMERA = 2;

  private final GlbFile file;
  private final Motion motion;

  private GlbMotion(GlbFile file, Motion motion) {
    this.file = file;
    this.motion = motion;
  }

  /** Adds nodes, camera and animation around mesh 0. */
  static void add(GlbFile file, String name, VertexFormat format, Motion motion) {
    new GlbMotion(file, motion).add(name, format);
  }

  private void add(String name, VertexFormat format) {
    float[] rotations = rotations(motion.poses());
    float[] translations = translations(motion.poses());
    ArrayNode nodes = file.root().putArray("nodes");
    ObjectNode head = nodes.addObject().put("name", "head");
    head.putArray("children").add(MESH);
    for (int i = 0; i < 4; i++) {
      head.withArray("rotation").add((double) rotations[i]);
    }
    for (int i = 0; i < 3; i++) {
      head.withArray("translation").add((double) translations[i]);
    }
    format.undo(nodes.addObject().put("name", name).put("mesh", 0));
    nodes.addObject().put("name", "camera").put("camera", 0);
    file.scene(HEAD, CAMERA);
    camera();
    animation(rotations, translations);
  }

  private void camera() {
    ObjectNode camera = file.root().putArray("cameras").addObject().put("type", "perspective");
    camera
        .putObject("perspective")
        .put("yfov", 2 * Math.atan(motion.lens().height() / 2))
        .put("aspectRatio", motion.lens().aspect())
        .put("znear", NEAR_METRES);
  }

  private void animation(float[] rotations, float[] translations) {
    ObjectNode animation = file.root().putArray("animations").addObject().put("name", "track");
    int keys = motion.seconds().length;
    int times = accessor(motion.seconds(), keys, 1, true);
    channel(animation, times, HEAD, "rotation", accessor(rotations, keys, 4, false));
    channel(animation, times, HEAD, "translation", accessor(translations, keys, 3, false));
    int weights = motion.weights().length;
    channel(animation, times, MESH, "weights", accessor(motion.weights(), weights, 1, false));
  }

  private int accessor(float[] values, int count, int components, boolean bounded) {
    Packed packed = Packing.FLOAT.tight(values, count, components);
    return file.accessor(file.data(packed.bytes()), packed, bounded);
  }

  private static void channel(ObjectNode animation, int input, int node, String path, int output) {
    ArrayNode samplers = animation.withArray("samplers");
    ObjectNode channel =
        animation.withArray("channels").addObject().put("sampler", samplers.size());
    channel.putObject("target").put("node", node).put("path", path);
    samplers.addObject().put("input", input).put("output", output).put("interpolation", "LINEAR");
  }

  /**
   * As x, y, z, w, a half turn about x after each; of q and -q, which are the same rotation, the
   * one nearer to the key before.
   */
  private static float[] rotations(List<Pose> poses) {
    float[] out = new float[4 * poses.size()];
    double[] last = {0, 0, 0, 1};
    for (int k = 0; k < poses.size(); k++) {
      Pose p = poses.get(k);
      double[] q = {p.qw(), -p.qz(), p.qy(), -p.qx()};
      double along = q[0] * last[0] + q[1] * last[1] + q[2] * last[2] + q[3] * last[3];
      for (int i = 0; i < 4; i++) {
        q[i] = along < 0 ? -q[i] : q[i];
        out[4 * k + i] = (float) q[i];
      }
      last = q;
    }
    return out;
  }

  private static float[] translations(List<Pose> poses) {
    float[] out = new float[3 * poses.size()];
    for (int k = 0; k < poses.size(); k++) {
      out[3 * k] = (float) poses.get(k).x() / METRES;
      out[3 * k + 1] = (float) -poses.get(k).y() / METRES;
      out[3 * k + 2] = (float) -poses.get(k).z() / METRES;
    }
    return out;
  }
}
