package dev.relievo.stage.regress;

/**
 * The 1 euro filter (Casiez, Roussel, Vogel, CHI 2012) over groups of numbers: a first-order
 * low-pass whose cut-off rises with speed, so that what rests is calm and what moves is prompt. The
 * numbers of a group share a cut-off, by the length of their speed. On a ramp it trails by {@code 1
 * / (2 pi cutoff)}. Immutable.
 *
 * @param rest cut-off at rest, Hz
 * @param response Hz a unit of speed
 */
record OneEuro(double rest, double response) {

  /** Cut-off of the speed itself, Hz. */
  private static final double SPEED_CUTOFF = 1;

  /**
   * Goes on by one measurement of a group, in place.
   *
   * @param values filtered; become newer
   * @param speeds of them, a second; become newer
   * @param measured of the same length
   * @param from first number of the group
   * @param to behind its last
   * @param scale turns the group's speed into the units that the response is in
   * @param dt since the last measurement, s, above 0
   */
  void step(
      float[] values, float[] speeds, float[] measured, int from, int to, double scale, double dt) {
    double a = part(SPEED_CUTOFF, dt), speed = 0;
    for (int i = from; i < to; i++) {
      double now = (measured[i] - values[i]) / dt;
      speeds[i] += (float) (a * (now - speeds[i]));
      speed += speeds[i] * speeds[i];
    }
    double b = part(rest + response * scale * Math.sqrt(speed), dt);
    for (int i = from; i < to; i++) {
      values[i] += (float) (b * (measured[i] - values[i]));
    }
  }

  /** Part of the new in the smoothed. */
  private static double part(double cutoff, double dt) {
    return 1 / (1 + 1 / (2 * Math.PI * cutoff * dt));
  }
}
