package dev.relievo.evaluate;

import java.util.Random;

/**
 * Which way folds run on a face and where they like to be, in the model's x and y (mm, origin
 * between the eyes): across the forehead, upright between the brows, like rays from the eyes' outer
 * corners, round the mouth, across the chin, upright on the cheeks. Directions have no sign, so
 * they are mixed as tensors. Drawn once a face.
 */
final class FoldLines {

  /** Middle x, y (of both sides where x is not 0) and reach, mm. */
  private static final double[][] PLACES = {
    {0, 46, 30}, {0, 18, 9}, {53, 0, 13}, {34, -52, 17}, {0, -104, 16}, {56, -50, 24}, {33, -20, 10}
  };

  private final double[] liking = new double[PLACES.length];
  private final double[] turn = new double[3];

  FoldLines(Random random) {
    for (int i = 0; i < liking.length; i++) {
      liking[i] = 1.6 * random.nextDouble();
    }
    for (int i = 0; i < turn.length; i++) {
      turn[i] = random.nextGaussian();
    }
  }

  /** How much folds like a place: 0 nowhere to about 1.6. */
  double liking(double x, double y) {
    double most = 0;
    for (int i = 0; i < PLACES.length; i++) {
      most = Math.max(most, liking[i] * near(i, x, y));
    }
    return most;
  }

  /** Radians from +x towards +y. */
  double angle(double x, double y) {
    double cos = 1e-3, sin = 0;
    for (int i = 0; i < PLACES.length; i++) {
      double w = near(i, x, y), twice = 2 * direction(i, x, y);
      cos += w * Math.cos(twice);
      sin += w * Math.sin(twice);
    }
    double wander =
        0.25 * turn[0] * Math.sin(x / 21 + turn[1]) + 0.25 * turn[2] * Math.cos(y / 26 - turn[1]);
    return Math.atan2(sin, cos) / 2 + wander;
  }

  private static double near(int place, double x, double y) {
    double[] p = PLACES[place];
    double dx = Math.abs(x) - p[0], dy = y - p[1];
    return Math.exp(-(dx * dx + dy * dy) / (2 * p[2] * p[2]));
  }

  private static double direction(int place, double x, double y) {
    return switch (place) {
      case 1, 5 -> Math.PI / 2 - 0.2 * Math.signum(x);
      case 2 -> Math.atan2(y, x - 33 * Math.signum(x));
      case 3 -> Math.atan2(y + 68, x) + Math.PI / 2;
      case 6 -> Math.atan2(y, x - 33 * Math.signum(x)) + Math.PI / 2;
      default -> 0;
    };
  }
}
