package dev.relievo.evaluate;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.render.Chart;
import java.util.HashMap;
import java.util.Map;

/** The charts of one model at the sizes that were asked for, and where they show skin. */
final class SkinCharts {

  private final MorphableModel model;
  private final Map<Integer, Chart> charts = new HashMap<>();
  private final Map<Integer, boolean[]> skins = new HashMap<>();

  SkinCharts(MorphableModel model) {
    this.model = model;
  }

  MorphableModel model() {
    return model;
  }

  /** The chart of a side in texels. */
  Chart chart(int size) {
    return charts.computeIfAbsent(size, s -> Chart.of(model, s));
  }

  /** Size x size: whether a texel shows skin, not eyes, brows, lips, nostrils or mouth. */
  boolean[] skin(int size) {
    return skins.computeIfAbsent(size, this::findSkin);
  }

  private boolean[] findSkin(int size) {
    Chart chart = chart(size);
    boolean[] skin = new boolean[size * size];
    for (int t : chart.texels()) {
      skin[t] = isSkin((t % size + 0.5f) / size, (t / size + 0.5f) / size);
    }
    return skin;
  }

  /** Whether a place of the chart shows skin. */
  boolean isSkin(float u, float v) {
    int n = MorphableModel.REGION_MAP_SIZE;
    int x = Math.max(0, Math.min(n - 1, (int) (u * n)));
    int y = Math.max(0, Math.min(n - 1, (int) (v * n)));
    byte region = model.regionMap()[y * n + x];
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    return Region.SKIN.in(region) && (region & other) == 0;
  }
}
