package dev.relievo.stage.regress;

/**
 * Colours of visible skin at vertices of the model.
 *
 * @param vertices n, index of each sample's vertex
 * @param colours n x 3, linear light, 0 to 1
 * @param normals n x 3, unit, camera space
 * @param weights n, 0 to 1: falls off towards grazing view
 */
record SkinSamples(int[] vertices, float[] colours, float[] normals, float[] weights) {

  int count() {
    return vertices.length;
  }
}
