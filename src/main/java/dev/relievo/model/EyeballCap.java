package dev.relievo.model;

import java.util.ArrayList;
import java.util.List;

/** Points and polygons of the front of an eyeball: rings around the direction of gaze. */
final class EyeballCap {

  /** Angles of the rings from the gaze, degrees; the last lies well behind the lids. */
  private static final double[] RINGS = {10, 20, 32, 45, 60, 78};

  static final int SECTORS = 20;

  static final int POINTS = 1 + RINGS.length * SECTORS;

  private EyeballCap() {}

  /** Directions from the centre, POINTS x 3: the pole, then ring after ring. */
  static double[][] directions() {
    double[][] out = new double[POINTS][];
    out[0] = new double[] {0, 0, 1};
    for (int r = 0; r < RINGS.length; r++) {
      double polar = Math.toRadians(RINGS[r]);
      for (int s = 0; s < SECTORS; s++) {
        double around = 2 * Math.PI * s / SECTORS;
        out[1 + r * SECTORS + s] =
            new double[] {
              Math.sin(polar) * Math.cos(around),
              Math.sin(polar) * Math.sin(around),
              Math.cos(polar)
            };
      }
    }
    return out;
  }

  /** Polygons, counter-clockwise seen from the front. */
  static List<int[]> faces() {
    List<int[]> out = new ArrayList<>();
    for (int s = 0; s < SECTORS; s++) {
      out.add(new int[] {0, at(0, s), at(0, s + 1)});
    }
    for (int r = 0; r + 1 < RINGS.length; r++) {
      for (int s = 0; s < SECTORS; s++) {
        out.add(new int[] {at(r, s), at(r + 1, s), at(r + 1, s + 1), at(r, s + 1)});
      }
    }
    return out;
  }

  /** Angle from the gaze over the outermost ring's, 0 to 1, of each point: the chart's radius. */
  static double[] radii() {
    double[] out = new double[POINTS];
    for (int i = 1; i < POINTS; i++) {
      out[i] = RINGS[(i - 1) / SECTORS] / RINGS[RINGS.length - 1];
    }
    return out;
  }

  private static int at(int ring, int sector) {
    return 1 + ring * SECTORS + sector % SECTORS;
  }
}
