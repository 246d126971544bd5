package dev.relievo.video;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Microseconds since the first picture, made of a container's times: growing whatever it says. A
 * time that is missing is a picture's duration after the one before; a jump back, or one ahead by
 * more than a minute, as of a camera whose clock was set, is taken as if there were none.
 */
final class PresentationTimes {

  private static final double MICROS = 1e6;
  private static final long LONGEST_GAP = 60_000_000;

  /** Three thousand years: what is beyond is no time. */
  private static final double LATEST = 1e17;

  /** 25 pictures a second, where nothing is said. */
  private static final long USUAL_DURATION = 40_000;

  private final double unit;
  private final long duration;
  private long offset;
  private long last = -1;

  /**
   * Of a stream.
   *
   * @param unit of its times, seconds
   * @param rate pictures a second; zero or undefined where it says nothing
   */
  PresentationTimes(AVRational unit, AVRational rate) {
    this((double) unit.num() / unit.den(), rate.den() == 0 ? 0 : (double) rate.num() / rate.den());
  }

  PresentationTimes(double unit, double rate) {
    this.unit = unit * MICROS;
    duration = rate > 0 && rate < MICROS ? Math.round(MICROS / rate) : USUAL_DURATION;
  }

  /**
   * When the next picture is shown.
   *
   * @param time of the container, or {@code AV_NOPTS_VALUE}
   */
  long next(long time) {
    long expected = last < 0 ? 0 : last + duration;
    double exact = time * unit;
    if (time == AV_NOPTS_VALUE || Math.abs(exact) > LATEST) {
      last = expected;
      return last;
    }
    long micros = Math.round(exact);
    if (last < 0 || micros - offset <= last || micros - offset - last > LONGEST_GAP) {
      offset = micros - expected;
    }
    last = micros - offset;
    return last;
  }
}
