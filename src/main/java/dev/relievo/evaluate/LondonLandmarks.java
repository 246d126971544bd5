package dev.relievo.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which of the hand-placed landmarks of the London set is which of the 468. */
final class LondonLandmarks {

  private final List<int[]> pairs = pairs();

  /**
   * Mean distance over the pairs, divided by the distance between the pupils.
   *
   * @param points 468 x 3: x, y in pixels
   * @param truth n x 2, pixels
   */
  double error(float[] points, float[] truth) {
    double pupils = Math.hypot(truth[0] - truth[2], truth[1] - truth[3]);
    double sum = 0;
    for (int[] pair : pairs) {
      sum +=
          Math.hypot(
              points[3 * pair[1]] - truth[2 * pair[0]],
              points[3 * pair[1] + 1] - truth[2 * pair[0] + 1]);
    }
    return sum / pairs.size() / pupils;
  }

  private static List<int[]> pairs() {
    try (InputStream in =
            LondonLandmarks.class.getResourceAsStream("/evaluate/london-landmarks.csv");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isEmpty() && Character.isDigit(line.charAt(0)))
          .map(line -> line.split(","))
          .map(f -> new int[] {Integer.parseInt(f[0]), Integer.parseInt(f[1])})
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the list of landmarks is missing from the program", e);
    }
  }
}
