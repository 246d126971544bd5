package dev.relievo.stage.regress;

import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import java.util.Arrays;

/**
 * The albedo of plain skin: mean and components at vertices of the model's lighter level that are
 * no part of eyes, brows or lips. Immutable.
 */
final class SkinAlbedo {

  private final int step;
  private final int[] vertices;
  private final float[] mean;
  private final float[] modes;
  private final int modeCount;

  /**
   * The skin of a model.
   *
   * @param step takes every so manyth vertex
   */
  SkinAlbedo(MorphableModel model, int step) {
    this.step = step;
    vertices = every(step, skin(model));
    modeCount = model.albedoCount();
    mean = new float[3 * vertices.length];
    modes = new float[mean.length * modeCount];
    for (int i = 0; i < mean.length; i++) {
      int at = 3 * vertices[i / 3] + i % 3;
      mean[i] = model.albedoMean()[at];
      for (int k = 0; k < modeCount; k++) {
        modes[i * modeCount + k] = model.albedoBasis()[3 * k * model.vertexCount() + at];
      }
    }
  }

  private static int[] skin(MorphableModel model) {
    int[] chosen = new int[model.controlCount()];
    int n = 0;
    int other = Region.EYES.bit() | Region.BROWS.bit() | Region.LIPS.bit();
    for (int v = 0; v < chosen.length; v++) {
      byte region = model.regions()[v];
      if (Region.SKIN.in(region) && (region & other) == 0) {
        chosen[n++] = v;
      }
    }
    return Arrays.copyOf(chosen, n);
  }

  private static int[] every(int step, int[] of) {
    int[] out = new int[(of.length + step - 1) / step];
    for (int i = 0; i < out.length; i++) {
      out[i] = of[step * i];
    }
    return out;
  }

  /** How many vertices of skin stand behind each point. */
  int step() {
    return step;
  }

  /** P: vertex of each point. */
  int[] vertices() {
    return vertices;
  }

  /** P x 3, linear light. */
  float[] mean() {
    return mean;
  }

  /** P x 3 x K: of a colour's components those side by side that are added to it. */
  float[] modes() {
    return modes;
  }

  /** K. */
  int modeCount() {
    return modeCount;
  }
}
