package dev.relievo.face;

import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Face models for fast tests. */
public final class MorphableModels {

  /** Control points a side of {@link #tiny()}. */
  private static final int COARSE = 9;

  private static final int FINE = 2 * COARSE - 1;

  private MorphableModels() {}

  /**
   * Half an egg of 81 control points and 289 vertices, 160 mm wide and 200 mm high, with one
   * component of each block: identity widens it, the corrective pulls its tip out, the expression
   * "jawOpen" stretches the lower half, albedo brightens it.
   */
  public static MorphableModel tiny() {
    float[] mean = new float[3 * COARSE * COARSE];
    float[] identity = new float[mean.length];
    float[] corrective = new float[mean.length];
    float[] expression = new float[mean.length];
    for (int i = 0, k = 0; i < COARSE * COARSE; i++, k += 3) {
      double longitude = ((double) (i % COARSE) / (COARSE - 1) - .5) * Math.PI * .9;
      double latitude = (.5 - (double) (i / COARSE) / (COARSE - 1)) * Math.PI * .9;
      double z = Math.cos(longitude) * Math.cos(latitude);
      mean[k] = (float) (80 * Math.sin(longitude) * Math.cos(latitude));
      mean[k + 1] = (float) (100 * Math.sin(latitude));
      mean[k + 2] = (float) (90 * z);
      identity[k] = mean[k] / 20;
      corrective[k + 2] = (float) (3 * z * z);
      expression[k + 1] = mean[k + 1] < 0 ? mean[k + 1] / 10 : 0;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("mean", Tensor.f32(mean, mean.length / 3, 3));
    tensors.put("identity", Tensor.f16(identity, 1, mean.length / 3, 3));
    tensors.put("corrective", Tensor.f16(corrective, 1, mean.length / 3, 3));
    tensors.put("expression", Tensor.f16(expression, 1, mean.length / 3, 3));
    int[] vertexOf = new int[FINE * FINE];
    putSubdivision(tensors, vertexOf);
    putSurface(tensors, vertexOf);
    return MorphableModel.of(
        Safetensors.of(tensors, Map.of("id", "tiny", "expression.names", "jawOpen")));
  }

  /** Vertices at control points, between two, and between four; control points come first. */
  private static void putSubdivision(Map<String, Tensor> tensors, int[] vertexOf) {
    int next = COARSE * COARSE;
    for (int i = 0; i < FINE * FINE; i++) {
      int x = i % FINE, y = i / FINE;
      boolean control = x % 2 == 0 && y % 2 == 0;
      vertexOf[i] = control ? y / 2 * COARSE + x / 2 : next++;
    }
    int[] counts = new int[FINE * FINE];
    for (int i = 0; i < FINE * FINE; i++) {
      counts[vertexOf[i]] = (1 + i % FINE % 2) * (1 + i / FINE % 2);
    }
    int[] offsets = new int[FINE * FINE + 1];
    for (int v = 0; v < FINE * FINE; v++) {
      offsets[v + 1] = offsets[v] + counts[v];
    }
    int[] indices = new int[offsets[FINE * FINE]];
    float[] weights = new float[indices.length];
    for (int i = 0; i < FINE * FINE; i++) {
      int x = i % FINE, y = i / FINE, v = vertexOf[i], at = offsets[v];
      for (int cy = y / 2; cy <= (y + 1) / 2; cy++) {
        for (int cx = x / 2; cx <= (x + 1) / 2; cx++) {
          indices[at] = cy * COARSE + cx;
          weights[at++] = 1f / counts[v];
        }
      }
    }
    tensors.put("subdivision.offsets", Tensor.i32(offsets, offsets.length));
    tensors.put("subdivision.indices", Tensor.i32(indices, indices.length));
    tensors.put("subdivision.weights", Tensor.f32(weights, weights.length));
  }

  private static void putSurface(Map<String, Tensor> tensors, int[] vertexOf) {
    int v = FINE * FINE;
    int[] triangles = grid(FINE);
    for (int i = 0; i < triangles.length; i++) {
      triangles[i] = vertexOf[triangles[i]];
    }
    int[] light = grid(COARSE);
    float[] uv = new float[2 * v];
    float[] albedo = new float[3 * v];
    float[] basis = new float[3 * v];
    byte[] regions = new byte[v];
    for (int i = 0; i < v; i++) {
      uv[2 * vertexOf[i]] = .05f + .9f * (i % FINE) / (FINE - 1);
      uv[2 * vertexOf[i] + 1] = .05f + .9f * (i / FINE) / (FINE - 1);
    }
    Arrays.fill(albedo, .4f);
    Arrays.fill(basis, .05f);
    Arrays.fill(regions, (byte) Region.SKIN.bit());
    byte[] map = new byte[MorphableModel.REGION_MAP_SIZE * MorphableModel.REGION_MAP_SIZE];
    Arrays.fill(map, (byte) Region.SKIN.bit());
    tensors.put("triangles", Tensor.i32(triangles, triangles.length / 3, 3));
    tensors.put("parts", Tensor.u8(new byte[triangles.length / 3], triangles.length / 3));
    tensors.put("light.triangles", Tensor.i32(light, light.length / 3, 3));
    tensors.put("uv", Tensor.f32(uv, v, 2));
    tensors.put("albedo.mean", Tensor.f32(albedo, v, 3));
    tensors.put("albedo.basis", Tensor.f16(basis, 1, v, 3));
    tensors.put("regions", Tensor.u8(regions, v));
    tensors.put("regions.uv", Tensor.u8(map, 256, 256));
    putLandmarks(tensors, "landmarks468", 468, triangles.length / 3);
    putLandmarks(tensors, "landmarks68", 68, triangles.length / 3);
  }

  private static void putLandmarks(Map<String, Tensor> to, String name, int n, int triangles) {
    int[] triangle = new int[n];
    float[] weights = new float[3 * n];
    for (int i = 0; i < n; i++) {
      triangle[i] = i * 37 % triangles;
      weights[3 * i] = .5f;
      weights[3 * i + 1] = .3f;
      weights[3 * i + 2] = .2f;
    }
    to.put(name + ".triangle", Tensor.i32(triangle, n));
    to.put(name + ".weights", Tensor.f32(weights, n, 3));
  }

  /** Two triangles a cell, counter-clockwise seen from +z; rows run down, columns to +x. */
  private static int[] grid(int n) {
    int[] out = new int[6 * (n - 1) * (n - 1)];
    for (int cell = 0, k = 0; cell < (n - 1) * (n - 1); cell++) {
      int v = cell / (n - 1) * n + cell % (n - 1);
      for (int corner : new int[] {v, v + n, v + n + 1, v, v + n + 1, v + 1}) {
        out[k++] = corner;
      }
    }
    return out;
  }
}
