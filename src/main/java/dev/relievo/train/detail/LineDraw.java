package dev.relievo.train.detail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws groups of nearly parallel lines over a face: where faces fold (forehead, outer corners of
 * the eyes, under them, between the brows, from nose to mouth and below, under the lip), or
 * anywhere on skin. Belongs to one thread.
 */
final class LineDraw {

  /** Landmarks on a forehead's upper and lower end, right to left. */
  private static final int[] HAIR = {54, 103, 67, 109, 10, 338, 297, 332, 284};

  private static final int[] BROWS = {70, 63, 105, 66, 9, 296, 334, 293, 300};

  /** Below the lower lids, and a finger's breadth farther down: right, left. */
  private static final int[][] LIDS = {{232, 231, 230, 229, 228}, {452, 451, 450, 449, 448}};

  private static final int[][] CHEEKS = {{121, 120, 119, 118, 117}, {350, 349, 348, 347, 346}};

  /** Outer corner of the eye and the temple beside it: right, left. */
  private static final int[][] CORNERS = {{33, 127}, {263, 356}};

  private static final int[][] NOSE_TO_MOUTH = {
    {129, 203, 206, 216, 212}, {358, 423, 426, 436, 432}
  };
  private static final int[][] MOUTH_DOWN = {{57, 202, 210}, {287, 422, 430}};
  private static final int[] UNDER_LIP = {106, 182, 83, 18, 313, 406, 335};
  private static final int PIECES = 6;

  /** Room for a line without neighbours, and for those beside an eye or between the brows, mm. */
  private static final double LONE = 10;

  private static final double CLOSE = 4.5;

  /** Radius of the smallest patch in folds, mm; of the largest five times as much. */
  private static final double LEAST_SHEET = 10;

  private static final int MOST_LINES = 24;

  /** Between two points of a line in a patch, mm. */
  private static final double SHEET_STEP = 3;

  private final SkinChart chart;
  private final Strokes strokes;
  private final List<double[]> lines = new ArrayList<>();
  private double room;

  LineDraw(SkinChart chart, Strokes strokes) {
    this.chart = chart;
    this.strokes = strokes;
  }

  /**
   * A group of lines: curves of n x 2 texels each.
   *
   * @param apart distance between two neighbours where they may lie anywhere, mm
   */
  List<double[]> group(RandomGenerator r, double apart) {
    lines.clear();
    room = LONE;
    int side = r.nextInt(2);
    if (r.nextInt(5) < 3) {
      anywhere(r, apart);
    } else {
      switch (r.nextInt(9)) {
        case 0, 1 -> between(r, HAIR, BROWS, 1 + r.nextInt(5), 0.15, 0.85);
        case 2 -> corner(r, CORNERS[side]);
        case 3 -> between(r, LIDS[side], CHEEKS[side], 1 + r.nextInt(3), 0.05, 0.95);
        case 4 -> frown(r);
        case 5, 8 -> along(r, NOSE_TO_MOUTH[side]);
        case 6 -> along(r, MOUTH_DOWN[side]);
        default -> along(r, UNDER_LIP);
      }
      if (lines.size() < 4 && r.nextInt(3) > 0) {
        mirror(r);
      }
    }
    lines.replaceAll(points -> Strokes.curve(points, PIECES));
    return lines;
  }

  /**
   * A patch of skin in folds: neighbours along a flow that turns from place to place, each as far
   * as there is room. Lines are begun beside each other and end where they would run into another
   * (evenly spaced streamlines; Jobard and Lefer, 1997).
   *
   * @param apart distance between two neighbours, mm
   * @return curves of n x 2 texels each
   */
  List<double[]> sheet(RandomGenerator r, double apart) {
    lines.clear();
    room = apart;
    int t = chart.skin()[r.nextInt(chart.skin().length)];
    Flow flow = Flow.draw(r);
    double radius = Math.min(MOST_LINES * apart / 2, LEAST_SHEET * Math.pow(5, r.nextDouble()));
    List<double[]> taken = new ArrayList<>();
    double[] side = {0, 0}, other = {0, 0};
    streamline(r, flow, side, radius, apart, taken);
    for (double gone = 0; gone < radius; gone += apart) {
      across(r, flow, side, apart);
      streamline(r, flow, side, radius, apart, taken);
      across(r, flow, other, -apart);
      streamline(r, flow, other, radius, apart, taken);
    }
    double x = t % SkinChart.SIZE, y = t / SkinChart.SIZE, w = chart.width(t), h = chart.height(t);
    lines.replaceAll(
        points -> {
          for (int i = 0; i < points.length; i += 2) {
            points[i] = x + points[i] / w;
            points[i + 1] = y + points[i + 1] / h;
          }
          return Strokes.curve(points, PIECES);
        });
    return lines;
  }

  /** Moves a place, mm, to about where the next line begins. */
  private static void across(RandomGenerator r, Flow flow, double[] place, double by) {
    double a = flow.angle(place[0], place[1]), far = by * (1 + 0.12 * r.nextGaussian());
    place[0] -= far * Math.sin(a);
    place[1] += far * Math.cos(a);
  }

  /** Adds the line through a place, mm, within the radius, as far as nothing else is near. */
  private void streamline(
      RandomGenerator r,
      Flow flow,
      double[] from,
      double radius,
      double apart,
      List<double[]> taken) {
    List<double[]> line = new ArrayList<>();
    for (int way = -1; way <= 1; way += 2) {
      double a = flow.angle(from[0], from[1]), half = way * SHEET_STEP / 2;
      double x = from[0] + half * Math.cos(a), y = from[1] + half * Math.sin(a);
      double rest = radius * r.nextDouble(0.3, 1.4);
      while (rest > 0 && Math.hypot(x, y) < radius && isFree(x, y, 0.6 * apart, taken)) {
        line.add(way > 0 ? line.size() : 0, new double[] {x, y});
        a = flow.angle(x, y);
        x += way * SHEET_STEP * Math.cos(a);
        y += way * SHEET_STEP * Math.sin(a);
        rest -= SHEET_STEP;
      }
    }
    if (line.size() > 3) {
      taken.addAll(line);
      lines.add(line.stream().flatMapToDouble(Arrays::stream).toArray());
    }
  }

  private static boolean isFree(double x, double y, double least, List<double[]> taken) {
    for (double[] p : taken) {
      if (Math.abs(p[0] - x) < least && Math.abs(p[1] - y) < least) {
        return false;
      }
    }
    return true;
  }

  /**
   * Which way folds run: an angle and waves of it.
   *
   * @param angle radians, where there is no wave
   * @param waves 4 each: height in radians, x and y in radians a mm, phase
   */
  private record Flow(double angle, double[] waves) {

    static Flow draw(RandomGenerator r) {
      double[] waves = new double[8];
      for (int k = 0; k < waves.length; k += 4) {
        double length = r.nextDouble(20, 90), way = 2 * Math.PI * r.nextDouble();
        waves[k] = 0.7 * r.nextDouble() * r.nextGaussian();
        waves[k + 1] = 2 * Math.PI / length * Math.cos(way);
        waves[k + 2] = 2 * Math.PI / length * Math.sin(way);
        waves[k + 3] = 2 * Math.PI * r.nextDouble();
      }
      return new Flow(Math.PI * r.nextDouble(), waves);
    }

    double angle(double x, double y) {
      double out = angle;
      for (int k = 0; k < waves.length; k += 4) {
        out += waves[k] * Math.sin(waves[k + 1] * x + waves[k + 2] * y + waves[k + 3]);
      }
      return out;
    }
  }

  /** How wide lines of the last group may be without running together, mm. */
  double room() {
    return room;
  }

  /** The other side of the face has nearly the same lines. */
  private void mirror(RandomGenerator r) {
    for (double[] line : List.copyOf(lines)) {
      double[] other = line.clone();
      for (int i = 0; i < other.length; i += 2) {
        other[i] = SkinChart.SIZE - other[i];
      }
      lines.add(shaken(r, other, 1.2));
    }
  }

  /** Lines part of the way from one row of landmarks to the other. */
  private void between(
      RandomGenerator r, int[] upper, int[] lower, int count, double least, double most) {
    double spread = (most - least) / count;
    double shift = r.nextDouble(-0.5, 0.5) * spread;
    int middle = upper.length / 2, u = upper[middle], l = lower[middle];
    room = spread * strokes.length(new double[] {chart.x(u), chart.y(u), chart.x(l), chart.y(l)});
    for (int k = 0; k < count; k++) {
      double f = least + (k + 0.5) * spread + shift + 0.1 * spread * r.nextGaussian();
      int n = upper.length, from = r.nextInt(Math.max(1, n / 3));
      int to = n - r.nextInt(Math.max(1, n / 3));
      double[] points = new double[2 * (to - from)];
      for (int i = from; i < to; i++) {
        points[2 * (i - from)] = mix(chart.x(upper[i]), chart.x(lower[i]), f);
        points[2 * (i - from) + 1] = mix(chart.y(upper[i]), chart.y(lower[i]), f);
      }
      lines.add(shaken(r, points, 1));
    }
  }

  private static double mix(double a, double b, double f) {
    return a + f * (b - a);
  }

  /** A fan that opens away from the eye. */
  private void corner(RandomGenerator r, int[] corner) {
    double x = chart.x(corner[0]), y = chart.y(corner[0]);
    double dx = chart.x(corner[1]) - x, dy = chart.y(corner[1]) - y;
    room = CLOSE;
    int count = 2 + r.nextInt(4);
    double open = r.nextDouble(0.15, 0.3), tilt = 0.15 * r.nextGaussian();
    for (int k = 0; k < count; k++) {
      double turn = tilt + open * (k - (count - 1) / 2.0) + 0.04 * r.nextGaussian();
      double near = r.nextDouble(0.15, 0.35), far = near + r.nextDouble(0.35, 0.7);
      double bend = 0.25 * turn + 0.08 * r.nextGaussian();
      double[] points = new double[6];
      for (int i = 0; i < 3; i++) {
        double q = mix(near, far, i / 2.0), a = turn + bend * i / 2.0;
        points[2 * i] = x + q * (Math.cos(a) * dx - Math.sin(a) * dy);
        points[2 * i + 1] = y + q * (Math.sin(a) * dx + Math.cos(a) * dy);
      }
      lines.add(shaken(r, points, 0.6));
    }
  }

  /** Upright lines between the brows, or level ones over the root of the nose. */
  private void frown(RandomGenerator r) {
    double x = chart.x(9), y = chart.y(9), half = chart.x(336) - x;
    double down = chart.y(8) - y;
    boolean level = r.nextInt(3) == 0;
    room = CLOSE;
    for (int k = 1 + r.nextInt(3); k > 0; k--) {
      double at = level ? r.nextDouble(0.8, 2.2) : r.nextDouble(-0.8, 0.8);
      double[] points = new double[6];
      for (int i = 0; i < 3; i++) {
        double q = i - 1 + 0.1 * r.nextGaussian();
        points[2 * i] = level ? x + 0.7 * q * half : x + (at + 0.08 * q) * half;
        points[2 * i + 1] = level ? y + at * down : y + 1.1 * q * down;
      }
      lines.add(shaken(r, points, 0.5));
    }
  }

  private void along(RandomGenerator r, int[] path) {
    int cut = path.length > 3 ? r.nextInt(2) : 0, n = path.length - cut;
    double[] points = new double[2 * n];
    for (int i = 0; i < n; i++) {
      points[2 * i] = chart.x(path[i]);
      points[2 * i + 1] = chart.y(path[i]);
    }
    lines.add(shaken(r, points, 1.5));
  }

  /** Nearly parallel arcs. */
  private void anywhere(RandomGenerator r, double apart) {
    int t = chart.skin()[r.nextInt(chart.skin().length)];
    double x = t % SkinChart.SIZE, y = t / SkinChart.SIZE;
    double w = chart.width(t), h = chart.height(t), angle = Math.PI * r.nextDouble();
    double bend = r.nextDouble(-0.02, 0.02), length = 8 * Math.pow(7, r.nextDouble());
    int count = 1 + r.nextInt(6);
    room = count > 1 ? apart : LONE;
    for (int k = 0; k < count; k++) {
      double off = apart * (k - (count - 1) / 2.0 + 0.12 * r.nextGaussian());
      double own = length * r.nextDouble(0.6, 1), slide = 0.15 * length * r.nextGaussian();
      double a = angle + 0.08 * r.nextGaussian(), c = Math.cos(a), s = Math.sin(a);
      double[] points = new double[10];
      for (int i = 0; i < 5; i++) {
        double q = slide + own * (i / 4.0 - 0.5), side = off + 0.5 * bend * q * q;
        points[2 * i] = x + (c * q - s * side) / w;
        points[2 * i + 1] = y + (s * q + c * side) / h;
      }
      lines.add(shaken(r, points, 0.5));
    }
  }

  /**
   * Moved as a whole and bent a little.
   *
   * @param strength standard deviation, mm
   */
  private double[] shaken(RandomGenerator r, double[] points, double strength) {
    double dx = strength * r.nextGaussian(), dy = strength * r.nextGaussian();
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i], y = points[i + 1];
      points[i] += (dx + 0.4 * strength * r.nextGaussian()) / chart.widthAt(x, y);
      points[i + 1] += (dy + 0.4 * strength * r.nextGaussian()) / chart.heightAt(x, y);
    }
    return points;
  }
}
