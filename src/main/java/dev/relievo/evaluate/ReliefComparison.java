package dev.relievo.evaluate;

import dev.relievo.face.Camera;
import dev.relievo.face.DisplacementMap;
import dev.relievo.face.FaceParameters;
import dev.relievo.render.Chart;

/**
 * Compares found relief with the true one, pixel by pixel in the frame's camera, where the true
 * face shows skin under a cosine above {@value #GRAZING}. There, n is the true coarse mesh's
 * normal; t is how the true relief tilts it, f how the found one does ({@link SurfaceGradient}),
 * each after {@link SurfaceHighPass}, each on its own coarse mesh at the place of the chart that
 * this mesh shows at the pixel. Truth is the direction of {@code n + t}; the coarse error is the
 * angle from n to it, the detailed one that from {@code n + f}. A pixel where the found mesh shows
 * nothing has no found relief. An instance belongs to one thread.
 */
final class ReliefComparison {

  /** Cosine between normal and view from which on a pixel counts. */
  private static final float GRAZING = 0.3f;

  /** True relief below it is a valley, mm. */
  static final float VALLEY = -0.1f;

  /** Found relief above it is a ridge, below its negative a valley, and not just nothing, mm. */
  private static final float CLEAR = 0.02f;

  private final SkinCharts charts;
  private final FacePixels truth;
  private final FacePixels found;
  private Camera camera;
  private int width;
  private int height;
  private double scale;
  private Relief trueRelief;

  ReliefComparison(SkinCharts charts) {
    this.charts = charts;
    truth = new FacePixels(charts);
    found = new FacePixels(charts);
  }

  /** High-passed relief of a face, and how it tilts the normals. */
  private record Relief(DisplacementMap map, UvField tilt) {}

  /** Takes a face as the truth of the comparisons that follow. */
  void truth(FaceParameters face, DisplacementMap relief, Camera camera, int width, int height) {
    this.camera = camera;
    this.width = width;
    this.height = height;
    scale = camera.focal() / face.pose().z();
    truth.place(charts.model().shape(face), face.pose(), camera, width, height);
    trueRelief = highPassed(truth, relief);
  }

  private Relief highPassed(FacePixels face, DisplacementMap relief) {
    int size = relief.size();
    Chart chart = charts.chart(size);
    float[] high =
        new SurfaceHighPass(chart, face.vertices(), charts.skin(size)).apply(relief.millimetres());
    return new Relief(
        new DisplacementMap(size, high),
        SurfaceGradient.tilt(chart, charts.model().uv(), face.vertices(), high));
  }

  /** Told of every pixel that counts. */
  @FunctionalInterface
  interface Visitor {

    /**
     * A pixel.
     *
     * @param p its number, row by row
     * @param n unit normal of the true coarse mesh, camera axes; like t only there during the call
     * @param t how the true relief tilts it
     * @param truth the true mesh at the pixel
     * @param found the other mesh at the pixel; null where it shows nothing there
     */
    void visit(int p, float[] n, float[] t, FacePixels truth, FacePixels found);
  }

  /**
   * Compares.
   *
   * @param coarse the face that carries the found relief
   * @param relief as found, gate applied
   * @param gate as in DetailedFace
   */
  DetailScore compare(FaceParameters coarse, DisplacementMap relief, float gate) {
    place(coarse);
    Relief high = highPassed(found, relief);
    Sums sums = new Sums();
    float[] f = new float[3];
    visit(
        (p, n, t, truly, mesh) -> {
          float trueHeight = trueHeight(truly);
          float foundHeight = 0, raw = 0;
          f[0] = f[1] = f[2] = 0;
          if (mesh != null) {
            high.tilt.read(mesh.u(), mesh.v(), f);
            foundHeight = high.map.at(mesh.u(), mesh.v());
            raw = relief.at(mesh.u(), mesh.v());
          }
          for (int k = 0; k < 3; k++) {
            t[k] += n[k];
            f[k] += n[k];
          }
          sums.add(angle(n, t), angle(f, t), trueHeight, foundHeight, raw);
        });
    return sums.score(gate);
  }

  /** Takes the mesh of another face beside the true one, and goes over the pixels that count. */
  void each(FaceParameters coarse, Visitor visitor) {
    place(coarse);
    visit(visitor);
  }

  /** Of the pictures compared in, pixels. */
  int width() {
    return width;
  }

  /** Of the pictures compared in, pixels. */
  int height() {
    return height;
  }

  /** On the true face, where it looks at the camera. */
  double pixelsPerMillimetre() {
    return scale;
  }

  /** High-passed true relief at a pixel of the true mesh, mm. */
  float trueHeight(FacePixels truth) {
    return trueRelief.map.at(truth.u(), truth.v());
  }

  private void place(FaceParameters coarse) {
    found.place(charts.model().shape(coarse), coarse.pose(), camera, width, height);
  }

  private void visit(Visitor visitor) {
    float[] n = new float[3], view = new float[3], t = new float[3];
    for (int p = 0; p < width * height; p++) {
      if (!truth.at(p) || !truth.isSkin()) {
        continue;
      }
      truth.normal(n);
      truth.toCamera(view);
      if (FacePixels.dot(n, view) > GRAZING) {
        trueRelief.tilt.read(truth.u(), truth.v(), t);
        visitor.visit(p, n, t, truth, found.at(p) ? found : null);
      }
    }
  }

  /** Between two vectors, degrees. */
  static double angle(float[] a, float[] b) {
    double cosine =
        FacePixels.dot(a, b) / Math.sqrt((double) FacePixels.dot(a, a) * FacePixels.dot(b, b));
    return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
  }

  /** Sums over the pixels of a face. */
  private static final class Sums {
    private int n;
    private double coarse;
    private double detailed;
    private double t;
    private double f;
    private double tt;
    private double ff;
    private double tf;
    private double square;
    private int valleys;
    private int inwards;
    private int clearlyInwards;
    private int clearlyOutwards;

    void add(double coarseAngle, double detailedAngle, double high, double found, double raw) {
      n++;
      coarse += coarseAngle;
      detailed += detailedAngle;
      t += high;
      f += found;
      tt += high * high;
      ff += found * found;
      tf += high * found;
      square += raw * raw;
      if (high < VALLEY) {
        valleys++;
        inwards += found < 0 ? 1 : 0;
        clearlyInwards += found < -CLEAR ? 1 : 0;
        clearlyOutwards += found > CLEAR ? 1 : 0;
      }
    }

    DetailScore score(float gate) {
      double spread = Math.sqrt((n * tt - t * t) * (n * ff - f * f));
      return new DetailScore(
          coarse / n,
          detailed / n,
          spread > 0 ? (n * tf - t * f) / spread : Double.NaN,
          valleys,
          inwards,
          clearlyInwards,
          clearlyOutwards,
          square / n,
          gate,
          n);
    }
  }
}
