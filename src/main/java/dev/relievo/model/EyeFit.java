package dev.relievo.model;

import java.util.stream.IntStream;

/**
 * Seats the eyeballs behind the lids of a face. MakeHuman's targets move lids and eyeball apart by
 * millimetres; here the eyeball slides along z until the lids' rims clear it by little, and the
 * hidden rings behind the rims are laid inside it, so that neither gap nor inside is ever seen.
 */
final class EyeFit {

  /** Clearance of the rim, mm, at this share of its vertices; the corners lie farther out. */
  private static final double CLEAR = .35;

  private static final double SHARE = .2;

  /** Farthest that an eyeball may slide, mm. */
  private static final double REACH = 8;

  /** Depth of the hidden rings below the eyeball's surface, mm: seam, then socket. */
  private static final double[] DEPTH = {1.2, 2.5};

  /** How far the socket's ring lies outside the rim, as seen from the front. */
  private static final double WIDEN = 1.12;

  private final ControlMesh mesh;
  private final int[] socket;

  EyeFit(ControlMesh mesh) {
    this.mesh = mesh;
    // The socket's ring, in the order of the lids' spokes.
    int[][] neighbours = mesh.skin().neighbours();
    int[] seam = mesh.lids()[0];
    java.util.Set<Integer> rim = new java.util.HashSet<>();
    IntStream.of(mesh.leftSocket()).forEach(rim::add);
    socket = new int[seam.length];
    for (int k = 0; k < seam.length; k++) {
      socket[k] = IntStream.of(neighbours[seam[k]]).filter(rim::contains).findFirst().orElseThrow();
    }
  }

  /** Seats both eyes of a face, control points x 3, in place. */
  void apply(double[] points) {
    seatLeft(points);
    double[] flipped = mesh.flipped(points);
    seatLeft(flipped);
    System.arraycopy(mesh.flipped(flipped), 0, points, 0, points.length);
  }

  private void seatLeft(double[] points) {
    double slide = slide(points, Eyeball.left(mesh, points));
    for (int v = mesh.leftEye()[0]; v < mesh.leftEye()[1]; v++) {
      points[3 * v + 2] += slide;
    }
    hide(points, Eyeball.left(mesh, points));
  }

  /** Forward movement that leaves the wanted clearance. */
  private double slide(double[] points, Eyeball eye) {
    double low = -REACH, high = REACH;
    for (int i = 0; i < 50; i++) {
      double middle = .5 * (low + high);
      double[] c = {eye.centre()[0], eye.centre()[1], eye.centre()[2] + middle};
      Eyeball moved = new Eyeball(c, eye.radius());
      double[] clearances =
          IntStream.of(mesh.leftLids())
              .mapToDouble(v -> moved.clearance(points, v))
              .sorted()
              .toArray();
      if (clearances[(int) (SHARE * clearances.length)] > CLEAR) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Lays the rings behind the lids inside the eyeball, on the rays to the rim. */
  void hide(double[] points, Eyeball eye) {
    int[] rim = mesh.leftLids();
    double[] c = eye.centre();
    double[] opening = new double[3];
    for (int v : rim) {
      for (int a = 0; a < 3; a++) {
        opening[a] += (points[3 * v + a] - c[a]) / rim.length;
      }
    }
    for (int k = 0; k < rim.length; k++) {
      for (int ring = 0; ring < 2; ring++) {
        double[] ray = new double[3];
        double length = 0;
        for (int a = 0; a < 3; a++) {
          ray[a] = points[3 * rim[k] + a] - c[a];
          ray[a] = ring == 0 ? ray[a] : opening[a] + WIDEN * (ray[a] - opening[a]);
          length += ray[a] * ray[a];
        }
        int v = ring == 0 ? mesh.lids()[0][k] : socket[k];
        for (int a = 0; a < 3; a++) {
          points[3 * v + a] = c[a] + ray[a] * (eye.radius() - DEPTH[ring]) / Math.sqrt(length);
        }
      }
    }
  }
}
