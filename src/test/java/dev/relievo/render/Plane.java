package dev.relievo.render;

/**
 * A grid of squares of two triangles each, seen from +z: u runs along +x, v down along -y. It can
 * be sheared, so that the chart's axes are not at right angles on the surface.
 *
 * @param cells squares a side
 * @param width mm along u
 * @param height mm along v
 * @param shear mm in x from the bottom to the top
 */
record Plane(int cells, float width, float height, float shear) {

  int count() {
    return (cells + 1) * (cells + 1);
  }

  float[] uv() {
    float[] uv = new float[2 * count()];
    for (int i = 0; i < count(); i++) {
      uv[2 * i] = (float) (i % (cells + 1)) / cells;
      uv[2 * i + 1] = (float) (i / (cells + 1)) / cells;
    }
    return uv;
  }

  float[] vertices() {
    float[] uv = uv(), out = new float[3 * count()];
    for (int i = 0; i < count(); i++) {
      out[3 * i] = width * uv[2 * i] + shear * (1 - uv[2 * i + 1]);
      out[3 * i + 1] = height * (1 - uv[2 * i + 1]);
    }
    return out;
  }

  float[] normals() {
    float[] out = new float[3 * count()];
    for (int i = 2; i < out.length; i += 3) {
      out[i] = 1;
    }
    return out;
  }

  int[] triangles() {
    int[] out = new int[6 * cells * cells];
    for (int cell = 0, k = 0; cell < cells * cells; cell++) {
      int v = cell / cells * (cells + 1) + cell % cells, down = v + cells + 1;
      for (int corner : new int[] {v, down, down + 1, v, down + 1, v + 1}) {
        out[k++] = corner;
      }
    }
    return out;
  }
}
