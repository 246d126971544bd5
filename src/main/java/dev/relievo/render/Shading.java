package dev.relievo.render;

import dev.relievo.face.Illumination;

/** Lambertian reflection under spherical-harmonics light, in linear light. */
public final class Shading {

  private Shading() {}

  /**
   * Irradiance / pi at unit normals, never below 0 (the second order can undershoot).
   *
   * @param normals n x 3, in the light's axes (camera)
   * @param out n x 3, red, green, blue, linear
   */
  public static void irradiance(float[] normals, Illumination light, float[] out) {
    float[] basis = new float[Illumination.BANDS];
    for (int v = 0; v < normals.length; v += 3) {
      Illumination.basis(normals[v], normals[v + 1], normals[v + 2], basis, 0);
      for (int channel = 0; channel < 3; channel++) {
        out[v + channel] = Math.max(0, light.irradiance(channel, basis, 0));
      }
    }
  }

  /**
   * Reflected light: albedo x irradiance / pi.
   *
   * @param albedo n x 3, linear
   * @param normals n x 3, in the light's axes (camera)
   * @param out n x 3, linear; may be {@code albedo} but not {@code normals}
   */
  public static void reflect(float[] albedo, float[] normals, Illumination light, float[] out) {
    float[] basis = new float[Illumination.BANDS];
    for (int v = 0; v < normals.length; v += 3) {
      Illumination.basis(normals[v], normals[v + 1], normals[v + 2], basis, 0);
      for (int channel = 0; channel < 3; channel++) {
        out[v + channel] = albedo[v + channel] * Math.max(0, light.irradiance(channel, basis, 0));
      }
    }
  }
}
