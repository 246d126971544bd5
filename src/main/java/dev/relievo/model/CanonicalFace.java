package dev.relievo.model;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The canonical mesh of the 468 points of the face-mesh network, from the npm package {@code
 * @mediapipe/face_mesh}: a protocol buffer within the package's asset file.
 *
 * @param points 468 x 3, mm; +x to the subject's left, +y up, +z out of the face
 * @param triangles 898 x 3
 */
record CanonicalFace(double[] points, int[] triangles) {

  static final String PACKAGE = "@mediapipe/face_mesh@0.4.1657299874";
  static final int COUNT = 468;

  private static final String ASSETS = "face_mesh_solution_packed_assets.data";
  private static final int FROM = 3737848;
  private static final int TO = 3757224;
  private static final int FLOATS_PER_VERTEX = 5;
  private static final double MM_PER_CM = 10;

  /** Opens the package: a folder, an archive, or null to fetch it. */
  static CanonicalFace open(Path source, Path cache) throws IOException {
    Path file = PackageSource.open(source, PACKAGE, cache, Set.of(ASSETS)).file(ASSETS);
    byte[] bytes = new byte[TO - FROM];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(FROM);
      in.readFully(bytes);
    }
    return parse(bytes, file);
  }

  private static CanonicalFace parse(byte[] bytes, Path file) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Float> floats = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    int outer = varint(b);
    int end = varint(b) + b.position();
    while (outer == 0x0a && b.position() < end) {
      int tag = varint(b);
      switch (tag) {
        case 0x08, 0x10 -> varint(b);
        case 0x1d -> floats.add(b.getFloat());
        case 0x20 -> indices.add(varint(b));
        default -> throw new IOException(file + ": the canonical face mesh has an unknown field");
      }
    }
    if (floats.size() != COUNT * FLOATS_PER_VERTEX || indices.size() != 898 * 3) {
      throw new IOException(file + " holds no canonical face mesh: is it from " + PACKAGE + "?");
    }
    double[] points = new double[3 * COUNT];
    for (int i = 0; i < points.length; i++) {
      points[i] = MM_PER_CM * floats.get(i / 3 * FLOATS_PER_VERTEX + i % 3);
    }
    return new CanonicalFace(points, indices.stream().mapToInt(i -> i).toArray());
  }

  private static int varint(ByteBuffer b) {
    int out = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = b.get();
      out |= (next & 0x7f) << shift;
      if (next >= 0) {
        return out;
      }
    }
  }

  /** The point across x = 0 of each point. */
  int[] mirror() {
    int[] out = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      double best = Double.MAX_VALUE;
      for (int j = 0; j < COUNT; j++) {
        double d =
            Math.abs(points[3 * i] + points[3 * j])
                + Math.abs(points[3 * i + 1] - points[3 * j + 1])
                + Math.abs(points[3 * i + 2] - points[3 * j + 2]);
        if (d < best) {
          best = d;
          out[i] = j;
        }
      }
    }
    return out;
  }
}
